"""What our data knows, said in the language of the screen.

labels     words that are one of a few
sentences  what the rules know of an instrument
places     questions, sections and batteries, as the team says them
"""

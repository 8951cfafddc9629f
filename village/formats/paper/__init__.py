"""What is printed of instruments and batteries: pure functions, texts in, bytes out.

words      what the documents say of themselves, in French and in English
wordings   the words of an instrument, complete for what is asked, or refused
sheets     what stands around the questions of a paper twin: title, code, help, link
form       the paper twin: what a parent fills in with a pen
pairing    every text of instruments in two languages, side by side, and how each instrument is scored
scoring    a scale and its safety rules, in sentences
bilingual  the bilingual document that an ethics committee reads, as PDF or Word
word       the Word file
"""

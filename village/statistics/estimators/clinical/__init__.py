"""Does a change matter to the person who changed? Nothing here is an effect.

reliable_change  the smallest change that is more than error of measurement, with what it rests on
importance       the smallest change that matters, by an anchor
"""

"""The gate: what a house may ask, on a day.

asking       one instrument, a battery, the languages it may be asked in
obstacles    what may keep a house from asking something, in sentences
permissions  those of the site, as a page shows them
"""

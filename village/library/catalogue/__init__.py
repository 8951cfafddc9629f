"""The catalogue: what a reader looks through before anybody is asked anything.

entries          one entry an instrument, found by words and by what it is for
forms            what a reader fills in: what they look for, or the parent they imagine
instrument_page  the page of one instrument
battery_page     the page of one battery
sources          where an instrument comes from, as its folder says it
"""

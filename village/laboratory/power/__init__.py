"""How many houses, groups and parents it takes to see a change: before anyone is asked anything.

formulas   the power of a t test; what waves and losses leave
design     what every design is asked
followed   the same parents at entry and later: paired, compared, repeated
stepped    houses that open in steps
designs    all of them, by name
answers    power, smallest effect, numbers needed: by formula, and by drawing networks
"""

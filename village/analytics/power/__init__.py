"""How many houses, groups and parents it takes to see a change: before anyone is asked anything.

formulas   the power of a t test; what waves and losses leave
designs    paired, compared, repeated, stepped: their standard errors, and how they are drawn
answers    power, smallest effect, numbers needed: by formula, and by drawing networks
"""

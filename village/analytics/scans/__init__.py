"""From the rows of a file to moments: what is left out and why, then one pass of an engine.

rows      which rows can be used; the others are counted, by reason
nested    rows nested in units nested in units → NestedMoments
waves     persons seen at planned waves → WaveMoments
items     answers to the items of a scale → ItemMoments
fitting   a file, a formula, the groups → a fitted model: what `village fit` and a notebook call
"""

"""From the rows of a file to moments: what is left out and why, then one pass of an engine.

rows      which rows can be used; the others are counted, by reason
nested    rows nested in units nested in units → NestedMoments
waves     persons seen at planned waves → WaveMoments
answers   answers to the items of a scale, turned the way of the scale
items     these answers → ItemMoments, AnswerCounts
reliability  a file and the items of a scale: what `village reliability` and a notebook call
fitting   a file, a formula, the groups → a fitted model: what `village fit` and a notebook call
repeated  the same with planned waves and persons: what `village mmrm` calls
"""

"""Estimates from sums: formulas and rows in, sums out of one pass, estimates out of sums.

Knows neither Django, nor a snapshot, nor who may be told what: everything here works on any file of rows.

    scans        from the rows of a file to sums, what is left out and why
    change       what the sums of two waves say of a mean change
    estimators   from sums to estimates, each held to a published result
    inference    intervals, shares and effect sizes
    moments      sums that add, and the files they travel in
    formulas     `y ~ t*single` turned into expressions
    engine       the only package that opens a connection and executes
"""

"""Invented networks whose truth is known: to try the site on, and to ask whether the evaluation finds the truth.

`network.simulate` writes a folder of fictitious records and, beside them, `truth.json`. Houses stand at real communes
and do not exist; parents are numbers. The truth is never estimated from the draw: it is computed from the parameters.

    network    records with their dates: calendar, answering (latents), places, truth; `design` decides
    outcomes   scores alone, as arrays, half a millisecond a network; wedge: houses that open in steps
    sums       from arrays to the moments that estimators see
    analyses   what may be tried on a draw: the product's own estimators
    repeat     many draws, counted
"""

"""Invented networks whose truth is known: to try the site on, and to ask whether the evaluation finds the truth.

`network.simulate` writes a folder of fictitious records and, beside them, `truth.json`. Houses stand at real communes
and do not exist; parents are numbers. The truth is never estimated from the draw: it is computed from the parameters.
"""

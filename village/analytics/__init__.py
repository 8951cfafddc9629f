"""What the answers mean: tables in, figures with their counts and intervals out. Has never heard of Django.

From what is published down to what is read:

    report                   a folder a reader can keep: results.json, report.html
    charts (drawing, svg)    pictures of figures already computed and already suppressed
    display, prose (words)   how figures and cautions are written, in French or in English
    planned                  what a plan finds, at one site or from the sums of several
    evaluation (followup)    what changed between entry and each later wave, for whom, with what certainty
    plans                    what will be looked at, decided before; and the proof of when
    results                  what an evaluation says, already silent where it must be
    change, inference        estimates and intervals, from sums
    reading, moments         one pass over a snapshot, and the sums it returns
    outcomes, participation  measures: an Ibis table in, an Ibis table out
    disclosure               small groups stay silent
    engine                   the only module that opens a connection and executes
    manifest, tables         the contract: what a snapshot holds

    calibration              whether our intervals hold the truth as often as they say
    power                    how many it takes to see a change
    simulation               invented networks whose truth is known
"""

"""What the answers mean: tables in, figures with their counts and intervals out. Has never heard of Django.

Estimates and the engines are `village.statistics`; invented networks are `village.laboratory`.

From what is published down to what is read:

    report                   a folder a reader can keep: results.json, report.html
    charts (drawing, svg)    pictures of figures already computed and already suppressed
    display, prose (words)   how figures and cautions are written, in French or in English
    federation               several sites, one result: sums leave a site, rows do not
    planned                  what a plan finds
    releases                 what was told already, and what may be told beside it
    evaluation (followup)    what changed between entry and each later wave, for whom, with what certainty
    plans                    what will be looked at, decided before; and the proof of when
    results                  what an evaluation says, already silent where it must be
    reading                  one pass over a snapshot
    outcomes, participation  measures: an Ibis table in, an Ibis table out
    disclosure               who is too few to be told
    engine                   a snapshot, opened and checked
    manifest, tables         the contract: what a snapshot holds
"""

from village.analytics.moved import answer_old_addresses

answer_old_addresses()

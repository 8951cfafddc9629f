"""What the answers mean: tables in, figures with their counts and intervals out. Has never heard of Django.

report                   a folder a reader can keep: results.json, report.html
charts                   pictures of figures already computed and already suppressed
display                  how a figure is written for a reader, in French or in English
evaluation               what changed between entry and each later wave, for whom, with what certainty
inference                estimates and intervals from sums
outcomes, participation  measures: an Ibis table in, an Ibis table out
disclosure               small groups stay silent
manifest, tables         the contract: what a snapshot holds
engine                   the only module that opens a connection and executes

simulation               invented networks whose truth is known
"""

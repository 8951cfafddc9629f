"""What a plan finds in a snapshot: every outcome, every follow-up, every population, and what could not be done.

people        who is followed, in which group, and what was known of them at entry
courses       the populations of the plan, followed and counted
starts        a snapshot whose `t0` is each parent's own start, for outcomes that have one
starting      how many have a score at that start
modelling     each outcome's change, by the model the plan chose
endpoints     the parents asked at the endpoint of an outcome, for what is asked beside it
questions     what a plan may ask beside its outcomes, by `comparing`, `missing` and `houses`
further       the answers to these: plain values, already silent where they must be
findings      what is said of each outcome: plain values as well
verdicts      what may be concluded
evaluation    the whole plan on a snapshot
"""

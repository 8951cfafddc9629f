"""What a plan finds in a snapshot: every outcome, every follow-up, every population, and what could not be done.

people        who is followed, in which group, and what was known of them at entry
modelling     each outcome's change, by the model the plan chose
findings      what is said of it: plain values, already silent where they must be
evaluation    the whole plan on a snapshot
"""

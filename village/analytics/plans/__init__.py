"""What will be looked at, decided before anyone looks: the plan of an evaluation, and the proof of when it was written.

plan          outcomes, waves, populations, models, thresholds: plain values and their hash
reading       `plan.toml`, read strictly: what is wrong is named by file and line
starting      the wave from which each outcome is counted, by kind of entry
further       what it asks beside its outcomes: subgroups, who left, who came more often
matching      whether a snapshot can answer the plan: scales, waves, languages it has
registration  who registered which plan, when: a chain of receipts, and what it proves
"""

from village.analytics.plans.plan import Outcome, Plan, Population, Subgroups
from village.analytics.plans.reading import load_plan
from village.analytics.plans.registration import PlanReceipt, PlanStanding

__all__ = ["Outcome", "Plan", "Population", "PlanReceipt", "PlanStanding", "Subgroups", "load_plan"]

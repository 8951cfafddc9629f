"""What nothing in production uses yet, and who will: the list only shrinks.

Each name is what a later issue calls, under the subject of that issue; whatever the name needs comes with it. A name
that something uses, or that is gone, leaves the list in the same commit: `test_reach.py` sees to it.
"""

READY_FOR: dict[str, tuple[str, ...]] = {
    "what changes by family circumstance, and houses beside what is expected of them": (
        "village.analytics.disclosure.complement.complete",
        "village.analytics.disclosure.margins.crossed",
        "village.analytics.disclosure.margins.bounds",
        "village.statistics.estimators.houses.casemix.observed_over_expected",
        "village.statistics.estimators.houses.casemix.stratum_rates",
        "village.statistics.estimators.mixed.shrinkage.shrunken_effects",
        "village.statistics.estimators.houses.funnel.funnel_of_shares",
    ),
    "the evaluator's room: designs and models by plan and by command": (
        "village.statistics.estimators.causal.exposure.exposure_response",
        "village.statistics.estimators.causal.national.beside_national",
        "village.statistics.estimators.causal.national.beside_national_standardised",
        "village.statistics.estimators.causal.waiting.waiting_list",
        "village.statistics.estimators.causal.wedge.wedge_effect",
        "village.statistics.estimators.causal.weighting.difference_by_weighting",
        "village.statistics.scans.openings.compare_openings_of_file",
        "village.statistics.scans.clustered.regress_file",
        "village.statistics.estimators.missing.imputation.impute",
        "village.statistics.estimators.missing.sensitivity.delta_adjusted",
        "village.statistics.estimators.missing.sensitivity.tipping_point",
        "village.statistics.estimators.repeated.models.fit_ancova",
        "village.statistics.estimators.repeated.models.fit_constrained",
        "village.statistics.estimators.repeated.means.means_by_wave",
        "village.statistics.scans.means.means_of_file",
        "village.statistics.estimators.contrasts.PreciseFit.joint_of",
    ),
    "the evaluator's room: validation of our own questionnaire": (
        "village.statistics.estimators.psychometrics.agreement.agreement",
        "village.statistics.estimators.clinical.importance.by_anchor",
    ),
    "a thousand houses: scoring by columns": ("village.analytics.scoring.score_sheets",),
}

"""The methods annex, made from what was run: the models that were fitted, their options, the thresholds of the plan."""

from collections.abc import Iterator

from village.analytics import prose
from village.analytics.planned.findings import PlannedEvaluation
from village.analytics.planned.modelling import ASKED
from village.analytics.report.page import software
from village.analytics.report.planned.naming import FindingNames, counted, words_of
from village.analytics.report.planned.sentences import starts
from village.analytics.words import ReportWords
from village.core.privacy import Audience

GROWTH = ("house", "group")  # what a growth model has beside the parents' own lines


def methods(evaluation: PlannedEvaluation) -> Iterator[str]:
    """Sentence by sentence, what was done and by which rules."""
    words = words_of(evaluation)
    say, rules, audience = words.say, evaluation.rules, evaluation.audience
    yield say("plan_method.denominators")
    yield from starts(evaluation, {start.outcome for start in evaluation.starts})
    yield from _models(evaluation, words)
    if evaluation.sites:
        yield _joined(evaluation, words)
    yield say(
        "plan_method.families",
        rate=words.percent(evaluation.plan.thresholds.false_discovery_rate),
    )
    yield say("method.gain")
    yield say("method.shares")
    yield " ".join(prose.thresholds(counted(evaluation)))
    yield say(
        "method.enough",
        share=words.percent(rules.minimum_paired_share),
        houses=words.number(rules.few_houses),
        groups=words.number(rules.few_groups),
        ceiling=words.percent(rules.ceiling),
    )
    yield say("method.disclosure", minimum=audience.minimum_parents, groups=audience.minimum_groups)
    yield say("method.missing")
    yield software(words)


def _models(evaluation: PlannedEvaluation, words: ReportWords) -> Iterator[str]:
    """The models that were really fitted, each once; then who they were adjusted for."""
    names = FindingNames(evaluation)
    fitted = {finding.outcome for finding in evaluation.findings if finding.modelled}
    outcomes = [outcome for outcome in evaluation.plan.outcomes if outcome.key in fitted]
    for model, nesting in dict.fromkeys((o.model, o.nesting) for o in outcomes):
        levels = ", ".join(words.say(f"level.{level}") for level in nesting or GROWTH)
        yield words.say(f"plan_method.{model}", levels=levels)
    if any(f.modelled and f.modelled.details.get("among") == ASKED for f in evaluation.findings):
        yield words.say("plan_method.calendars")
    for covariates in dict.fromkeys(o.covariates for o in outcomes if o.covariates):
        adjusted = [names[o.key] for o in outcomes if o.covariates == covariates]
        said = ", ".join(words.say(f"feature.{feature}") for feature in covariates)
        yield words.say("plan_method.covariates", outcomes=", ".join(adjusted), names=said)


def _joined(evaluation: PlannedEvaluation, words: ReportWords) -> str:
    """Who stayed home, when only sums met."""
    details = next((f.modelled.details for f in evaluation.findings if f.modelled), {})
    home = sum(part["parents"] for part in details.get("home", {}).values())
    total = details.get("parents", 0)
    return words.say(
        "plan_method.joined",
        sites=words.number(len(evaluation.sites)),
        home=words.number(home),
        total=words.number(total),
        share=words.percent(home / total if total else 0),
        minimum=words.number(Audience.HOUSE.minimum_parents),
    )

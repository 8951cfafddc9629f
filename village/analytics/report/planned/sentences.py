"""What the report of a plan says in words: whether it was planned, what it concludes, what went otherwise.

We say "change", never more: nobody here was compared with parents who came to no group.
"""

from collections.abc import Collection
from itertools import groupby

from village.analytics import prose
from village.analytics.planned.findings import Deviation, Finding, PlannedEvaluation, StartFound
from village.analytics.plans.registration import Keeper
from village.analytics.report.planned.naming import FindingNames, counted, words_about, words_of
from village.analytics.words import ReportWords


def stamp(evaluation: PlannedEvaluation) -> str:
    """Planned or exploratory, and since when."""
    words, found = words_of(evaluation), evaluation.standing
    if found.receipt is None:
        return words.say("standing.unregistered")
    code = "planned" if found.is_planned else found.reason
    return words.say(f"standing.{code}", date=words.date(found.receipt.registered_at))


def provenance(evaluation: PlannedEvaluation) -> list[str]:
    """Which plan, who vouches for its date, where the figures come from and for whom they are."""
    words, receipt = words_of(evaluation), evaluation.standing.receipt
    plan = evaluation.plan
    said = [words.say("standing.plan", name=plan.name, hash=plan.hash[:12])]
    if receipt is not None:
        keeper = "kept_by_site" if receipt.keeper is Keeper.SITE else "kept_by_author"
        said.append(words.say(f"standing.{keeper}", seal=receipt.seal[:12]))
        if receipt.latest_snapshot_at is not None:
            said.append(words.say("standing.seen", date=words.date(receipt.latest_snapshot_at)))
    return [*said, *prose.provenance(counted(evaluation))]


def headline(evaluation: PlannedEvaluation) -> list[str]:
    """One sentence per primary outcome (per secondary one when there is none), who was counted, and what it is not."""
    words, names = words_of(evaluation), FindingNames(evaluation)
    judged = evaluation.at_endpoint("primary") or evaluation.at_endpoint("secondary")
    said = [
        conclusion(finding, names, evaluation, words_about(evaluation, finding))
        for finding in judged
    ]
    said += starts(evaluation, {finding.outcome for finding in judged})
    said += dict.fromkeys(
        _who(finding, evaluation, words_about(evaluation, finding)) for finding in judged
    )
    if any(finding.verdict == "enough" for finding in judged):
        said.append(words.say("headline.change_not_effect"))
    return said


def starts(evaluation: PlannedEvaluation, outcomes: Collection[str]) -> list[str]:
    """Of these outcomes, which moment the change is counted from, for whom, and how many have it; when not the entry."""
    words, names = words_of(evaluation), FindingNames(evaluation)
    said = []
    for key, found in groupby(evaluation.starts, key=lambda start: start.outcome):
        if key not in outcomes:
            continue
        own = list(found)
        parts = words.say("starts.between").join(
            _start(start, words, is_joined=bool(evaluation.sites)) for start in own
        )
        said.append(words.say("starts.outcome", outcome=names[key], parts=parts))
        if len({start.wave for start in own}) > 1:
            said[-1] += " " + words.say("starts.apart")
    return said


def _start(start: StartFound, words: ReportWords, *, is_joined: bool) -> str:
    entry = words.say(f"starts.{start.entry}", wave=start.title)
    if start.scored is None:
        return entry if is_joined else words.say("starts.silent", who=entry)
    count, total = (words.number(n) for n in (start.scored.count, start.scored.total))
    return words.say("starts.counted", who=entry, count=count, total=total)


def outcome_of(finding: Finding) -> str:
    """What a finding comes to, in one code: better, worse, unclear, or why nothing is concluded."""
    if finding.verdict != "enough" or finding.gain is None:
        return finding.verdict
    if finding.tested is None or not finding.tested.rejected:
        return "unclear"
    return "better" if finding.gain[0] > 0 else "worse"


def conclusion(
    finding: Finding, names: FindingNames, evaluation: PlannedEvaluation, words: ReportWords
) -> str:
    """The sentence of one outcome at its endpoint."""
    code, counts = outcome_of(finding), finding.counted
    said: dict[str, object] = {"outcome": names[finding.outcome], "wave": counts.response.title}
    if code in {"better", "worse", "unclear"} and finding.gain is not None:
        value, low, high = finding.gain
        shown = [_points(end, words, signed=code == "unclear") for end in (value, low, high)]
        if code == "worse":  # "worse by 4 (2 to 6)": the interval turns with the word
            shown = [_points(-end, words, signed=False) for end in (value, high or 0, low or 0)]
        said |= dict(zip(("value", "low", "high"), shown, strict=True))
    elif code == "not_enough" and counts.answers_needed:
        code = "not_enough_needed"
        said["needed"] = words.number(counts.answers_needed)
        said["share"] = words.percent(evaluation.rules.minimum_paired_share)
    return words.say(f"conclusion.{code}", **said)


def cautions(evaluation: PlannedEvaluation) -> list[str]:
    """What to know before using these figures."""
    words, names = words_of(evaluation), FindingNames(evaluation)
    said = prose.cautions(counted(evaluation))
    for finding in evaluation.findings:
        if finding.is_endpoint and finding.modelled:
            said += [
                words.say(f"plan_caution.{code}", outcome=names[finding.outcome])
                for code in finding.modelled.cautions
            ]
    return said


def has_deviations(evaluation: PlannedEvaluation) -> bool:
    """Whether something was not done as planned."""
    return bool(evaluation.deviations or evaluation.standing.changes)


def deviations(evaluation: PlannedEvaluation) -> list[str]:
    """What was not done as planned; or that everything was."""
    words, names = words_of(evaluation), FindingNames(evaluation)
    titles = {r.wave: r.title for p in evaluation.populations for r in p.responses}
    said = [
        words.say("deviation.plan_changed", detail=change) for change in evaluation.standing.changes
    ]
    said += [_deviation(each, names, titles, words) for each in evaluation.deviations]
    return said or [words.say("deviation.none")]


def _deviation(
    each: Deviation, names: FindingNames, titles: dict[str, str], words: ReportWords
) -> str:
    return words.say(
        f"deviation.{each.code}",
        outcome=names[each.outcome] if each.outcome else "",
        wave=titles.get(each.wave or "", each.wave or ""),
        detail=(each.detail or "").rstrip("."),
    )


def _who(finding: Finding, evaluation: PlannedEvaluation, words: ReportWords) -> str:
    """Who is in the denominator: all those enrolled who consented, then those asked, then those compared."""
    [population] = [p for p in evaluation.populations if p.key == finding.population]
    response, enrolled = finding.counted.response, population.reach.enrolled
    if enrolled is None or response.invited is None or finding.counted.paired is None:
        return words.say("conclusion.who_silent", wave=response.title)
    return words.say(
        "conclusion.who",
        wave=response.title,
        enrolled=words.number(enrolled),
        invited=words.number(response.invited),
        paired=words.number(finding.counted.paired),
    )


def _points(value: float | None, words: ReportWords, *, signed: bool) -> str:
    return (
        words.say("value.none") if value is None else words.number(value, digits=1, signed=signed)
    )

"""What each finding is called: its scale, then whatever tells it from another finding on the same scale."""

from collections import Counter
from dataclasses import replace

from village.analytics.planned.findings import Finding, PlannedEvaluation
from village.analytics.planned.starts import starts_of
from village.analytics.plans.plan import EVERYONE
from village.analytics.results import Evaluation
from village.analytics.words import ReportWords

OWN = "own"  # the variant of what is said of a change not counted from the entry


class FindingNames:
    """Names of the outcomes of one evaluation, in one language."""

    def __init__(self, evaluation: PlannedEvaluation) -> None:
        self.words, self._plan = words_of(evaluation), evaluation.plan
        self._titles = {p.key: p.title for p in evaluation.populations}
        firsts = {finding.outcome: finding for finding in evaluation.findings}.values()
        plain = {finding.outcome: self._plain(finding) for finding in firsts}
        shared = Counter(plain.values())
        self._names = {
            finding.outcome: self._exact(finding)
            if shared[plain[finding.outcome]] > 1
            else plain[finding.outcome]
            for finding in firsts
        }

    def __getitem__(self, outcome: str) -> str:
        return self._names[outcome]

    def _plain(self, finding: Finding) -> str:
        if finding.population == EVERYONE:
            return finding.counted.title
        return f"{finding.counted.title} ({self._titles[finding.population]})"

    def _exact(self, finding: Finding) -> str:
        start = (
            [self.words.say("starts.own")]
            if starts_of(self._plan, self._plan.outcome(finding.outcome))
            else []
        )
        told = ", ".join([self.words.say(f"model_name.{finding.model}"), *start])
        return f"{self._plain(finding)} ({told})"


def words_of(evaluation: PlannedEvaluation) -> ReportWords:
    """The words of a report: those of the entry, unless some change is counted from another moment."""
    return ReportWords(evaluation.language, variant=OWN if evaluation.starts else "")


def words_about(evaluation: PlannedEvaluation, finding: Finding) -> ReportWords:
    """The words of one outcome: those of the entry, unless its own change is counted from another moment."""
    is_own = any(start.outcome == finding.outcome for start in evaluation.starts)
    return ReportWords(evaluation.language, variant=OWN if is_own else "")


def counted(evaluation: PlannedEvaluation) -> Evaluation:
    """What was counted, without the plan's models: the tables and sentences of every evaluation can be made of it.

    Every scale at every wave once; responses and reach are those of all enrolled parents.
    """
    everyone, names = evaluation.populations[0], FindingNames(evaluation)
    changes = {
        (
            f.population,
            starts_of(evaluation.plan, evaluation.plan.outcome(f.outcome)),
            f.counted.instrument,
            f.counted.scale,
            f.counted.response.wave,
        ): replace(f.counted, title=names[f.outcome])
        for f in evaluation.findings
    }
    return Evaluation(
        house=None,
        audience=evaluation.audience,
        language=evaluation.language,
        purpose=evaluation.purpose,
        snapshot=evaluation.snapshot,
        as_of=evaluation.as_of,
        code_version=evaluation.code_version,
        evaluated_with=evaluation.evaluated_with,
        rules=evaluation.rules,
        responses=everyone.responses,
        reach=everyone.reach,
        changes=tuple(changes.values()),
    )

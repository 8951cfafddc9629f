"""What each finding is called: its scale, then whatever tells it from another finding on the same scale."""

from collections import Counter
from dataclasses import replace

from village.analytics.planned.findings import Finding, PlannedEvaluation
from village.analytics.plans.plan import EVERYONE
from village.analytics.results import Evaluation
from village.analytics.words import Words


class Names:
    """Names of the outcomes of one evaluation, in one language."""

    def __init__(self, evaluation: PlannedEvaluation) -> None:
        self.words = Words(evaluation.language)
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
        return f"{self._plain(finding)} ({self.words.say(f'model_name.{finding.model}')})"


def counted(evaluation: PlannedEvaluation) -> Evaluation:
    """What was counted, without the plan's models: the tables and sentences of every evaluation can be made of it.

    Every scale at every wave once; responses and reach are those of all enrolled parents.
    """
    everyone, names = evaluation.populations[0], Names(evaluation)
    changes = {
        (f.population, f.counted.instrument, f.counted.scale, f.counted.response.wave): replace(
            f.counted, title=names[f.outcome]
        )
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

"""The sums of several sites put together: the national result, as if their rows were in one place.

The model of the sum is the model of the pooled rows, to rounding: of those rows, that is, whose sums could leave
their site. Who stayed home is counted beside every estimate.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from math import ceil
from operator import add
from pathlib import Path

import numpy as np

from village.analytics.disclosure import Silence
from village.analytics.federation.arriving import Site, read_sites
from village.analytics.planned.courses import rules_of
from village.analytics.planned.findings import (
    Deviation,
    Finding,
    Modelled,
    PlannedEvaluation,
    PopulationFound,
    SiteFound,
    StartFound,
)
from village.analytics.planned.modelling import of_fit
from village.analytics.planned.starts import starts_of
from village.analytics.planned.verdicts import deviation_of, finding_of, within_families
from village.analytics.plans.plan import Outcome, Plan
from village.analytics.plans.registration import Receipt, standing
from village.analytics.results import (
    Caution,
    Reach,
    Rules,
    ScaleChange,
    Share,
    WaveResponse,
)
from village.core.version import code_version
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.mixed import fit_nested
from village.statistics.inference import wilson_interval
from village.statistics.moments.nested import CONSTANT


def join_moments(
    paths: Sequence[Path], plan: Plan, *, register: Sequence[Receipt] = (), language: str = "fr"
) -> PlannedEvaluation:
    """The national result of a plan from the files of its sites, in whichever order they are given.

    Raises `WrongMoments` for a file that is damaged, `InvalidDocument` for one of another plan, release or format, a
    site, a snapshot or a house that comes twice; each names the file.
    """
    sites = read_sites(paths, plan)
    return _Join(sites, plan, language).evaluation(register)


class _Join:
    """The files of one plan, put together."""

    def __init__(self, sites: Sequence[Site], plan: Plan, language: str) -> None:
        self.sites, self.plan, self.language = sites, plan, language
        self.rules: Rules = rules_of(plan)
        self.deviations: list[Deviation] = []

    def evaluation(self, register: Sequence[Receipt]) -> PlannedEvaluation:
        headers = [site.header for site in self.sites]
        moments = [dt.datetime.fromisoformat(header["as_of"]) for header in headers]
        findings = [f for outcome in self.plan.outcomes for f in self._findings(outcome)]
        together = ":".join(header["snapshot"] for header in headers)
        return PlannedEvaluation(
            plan=self.plan,
            standing=standing(self.plan, register, as_of=min(moments)),
            language=self.language,
            audience=self.plan.audience,
            purpose=headers[0]["purpose"],
            snapshot=hashlib.sha256(together.encode()).hexdigest(),
            as_of=max(moments),
            code_version=headers[0]["release"],
            evaluated_with=code_version(),
            rules=self.rules,
            populations=tuple(self._population(p.key, p.titles) for p in self.plan.populations),
            findings=tuple(within_families(findings, self.plan.thresholds.false_discovery_rate)),
            deviations=tuple(self.deviations),
            sites=tuple(_site_found(site) for site in self.sites),
            starts=tuple(self._starts()),
        )

    def _starts(self) -> Iterator[StartFound]:
        """Where the outcomes start; the sums of sites do not say how many have a score there."""
        waves = self.sites[0].header["waves"]
        for outcome in self.plan.outcomes:
            for entry, wave in starts_of(self.plan, outcome):
                title = waves[wave]["title"].get(self.language, wave)
                yield StartFound(
                    outcome=outcome.key, entry=entry, wave=wave, title=title, scored=None
                )

    def _findings(self, outcome: Outcome) -> list[Finding]:
        refusal, modelled = None, dict[str, Modelled]()
        try:
            modelled = self._modelled(outcome)
        except CannotEstimate as error:
            refusal = str(error)
        found = []
        for wave in self.plan.followups_of(outcome):
            finding = finding_of(outcome, self._counted(outcome, wave), modelled.get(wave))
            if deviation := deviation_of(finding, refusal):
                self.deviations.append(deviation)
            found.append(finding)
        return found

    def _modelled(self, outcome: Outcome) -> dict[str, Modelled]:
        """The model of the sum; a column that is the same on every row of every site explains nothing and is left."""
        total = reduce(add, (site.moments[outcome.key] for site in self.sites))
        spread = np.diagonal(total.cross)
        terms = [CONSTANT] + [
            name
            for place, name in enumerate(total.columns[1:-1], 1)
            if spread[place] > 1e-9 * total.rows
        ]
        fit = fit_nested(total, terms=terms)
        left_out = self._added(outcome, "left_out")
        home = self._home()
        left_out |= {f"stayed home: {reason}": part["answers"] for reason, part in home.items()}
        parents = sum(site.header["parents"] for site in self.sites)
        return {
            wave: replace(made, details={**made.details, "home": home, "parents": parents})
            for wave in self.plan.followups_of(outcome)
            if f"wave{wave}" in terms
            for made in [of_fit(fit, f"wave{wave}", left_out)]
        }

    def _home(self) -> dict[str, dict[str, int]]:
        """How many parents and answers stayed home in all sites, by reason."""
        total: dict[str, dict[str, int]] = {}
        for site in self.sites:
            for reason, part in site.header["home"].items():
                so_far = total.setdefault(reason, dict.fromkeys(part, 0))
                for what, count in part.items():
                    so_far[what] += count
        return dict(sorted(total.items()))

    def _added(self, outcome: Outcome, name: str) -> dict[str, int | None]:
        found = [site.header["outcomes"][outcome.key][name] for site in self.sites]
        keys = sorted({key for counts in found for key in counts})
        return {key: _total(counts.get(key, 0) for counts in found) for key in keys}

    def _counted(self, outcome: Outcome, wave: str) -> ScaleChange:
        """What all sites counted of one outcome at one wave, as far as its audience may know."""
        scale = self.sites[0].header["outcomes"][outcome.key]["scale"]
        paired = sum(s.header["outcomes"][outcome.key]["paired"][wave] for s in self.sites)
        invited, _answered = self._asked(outcome.population, wave)
        is_silent = (
            invited is None or self.houses < 2 or paired < self.plan.audience.minimum_parents
        )
        enough = ceil(self.rules.minimum_paired_share * (invited or 0))
        cautions = [] if scale["validated"] else [Caution(code="not_validated")]
        if paired < enough:
            cautions.append(
                Caution(code="not_enough_answers", value=self.rules.minimum_paired_share)
            )
        return ScaleChange(
            instrument=outcome.scale_key[0],
            version=outcome.scale_key[1],
            scale=outcome.scale,
            title=scale["title"].get(self.language, outcome.scale),
            validated=scale["validated"],
            higher_is=scale["higher_is"],
            lowest=scale["lowest"],
            highest=scale["highest"],
            change_threshold=None,
            response=self._response(outcome.population, wave),
            paired=None if is_silent else paired,
            paired_rate=None if is_silent else self._share(paired, invited),
            estimate=None,
            improved=None,
            unchanged=None,
            worsened=None,
            best_before=None,
            best_after=None,
            is_enough=None if is_silent else paired >= enough,
            answers_needed=enough - paired if paired < enough and not is_silent else None,
            cautions=tuple(cautions),
            silences={"change": Silence.TOO_FEW} if is_silent else {},
            unverified=(),  # a site whose scores rest on unchecked facts does not send their sums
        )

    @property
    def houses(self) -> int:
        """How many houses all sites have together."""
        return sum(len(site.header["marks"]) for site in self.sites)

    def _asked(self, population: str, wave: str) -> tuple[int | None, int | None]:
        counts = [site.header["populations"][population]["waves"][wave] for site in self.sites]
        return _total(c["invited"] for c in counts), _total(c["answered"] for c in counts)

    def _share(self, count: int | None, total: int | None) -> Share | None:
        """Silent when too few parents are on one side, or a site did not say how few."""
        if count is None or total is None:
            return None
        if min(count, total - count) < self.plan.audience.minimum_parents:
            return None
        low, high = wilson_interval(count, total)
        return Share(count=count, total=total, share=count / total, low=low, high=high)

    def _response(self, population: str, wave: str) -> WaveResponse:
        about = self.sites[0].header["waves"][wave]
        invited, answered = self._asked(population, wave)
        rate = self._share(answered, invited)
        enough = invited is not None and invited >= self.plan.audience.minimum_parents
        return WaveResponse(
            wave=wave,
            title=about["title"].get(self.language, wave),
            months=about["months"],
            invited=invited if enough else None,
            answered=answered if rate else None,
            rate=rate,
            still_open=False,
            silences={} if rate else {"rate": Silence.TOO_FEW},
        )

    def _population(self, key: str, titles: Mapping[str, str]) -> PopulationFound:
        enrolled = _total(site.header["populations"][key]["enrolled"] for site in self.sites)
        enough = enrolled is not None and enrolled >= self.plan.audience.minimum_parents
        return PopulationFound(
            key=key,
            title=titles.get(self.language, key),
            where=self.plan.population(key).where,
            reach=Reach(enrolled=enrolled if enough else None, came=None, stayed={}),
            responses=tuple(self._response(key, wave) for wave in self.plan.waves),
        )


def _total(counts: Iterable[int | None]) -> int | None:
    """Their sum; None as soon as a site did not say: its count is of a few parents."""
    known = list(counts)
    return None if None in known else sum(count for count in known if count is not None)


def _site_found(site: Site) -> SiteFound:
    header = site.header
    return SiteFound(
        site=header["site"],
        snapshot=header["snapshot"],
        as_of=dt.datetime.fromisoformat(header["as_of"]),
        code_version=header["code_version"],
        houses=len(header["marks"]),
    )

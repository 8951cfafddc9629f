"""`plan.toml`, read strictly: a misspelt key, an outcome nobody defined, a wave nobody planned stop here, with their line.

The format is described in `docs/reference/plan-format.md`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from village.analytics.plans.further import (
    read_exposure,
    read_funnels,
    read_reliable_change,
    read_sensitivity,
    read_subgroups,
)
from village.analytics.plans.plan import (
    ADJUSTED,
    COVARIANCES,
    EVERYONE,
    FAMILIES,
    FEATURES,
    LEVELS,
    MODELS,
    NESTED,
    Covariance,
    Family,
    Feature,
    Model,
    Outcome,
    Plan,
    Population,
    Thresholds,
)
from village.analytics.plans.starting import check_starts, read_baseline
from village.core.errors import InvalidPlan
from village.core.formats import not_read
from village.core.privacy import Audience
from village.core.toml_source import Source, TomlTable

FORMAT = 1
LANGUAGES = ("fr", "en")  # those of a report: what a plan adds to it is said in both
# What a report may not say of a change that is compared with nothing.
CLAIM = re.compile(r"\b(effects?|effets?|impacts?|efficac\w*|effective\w*)\b", re.IGNORECASE)
EVERYONE_TITLES = {"fr": "tous les parents inscrits", "en": "all enrolled parents"}


def load_plan(path: Path) -> Plan:
    """Read one plan; `InvalidPlan` names file, line and reason."""
    table = Source(path, error=InvalidPlan).read()
    if (found := table.whole("format")) != FORMAT:
        table.refuse("format", not_read(found, read=(FORMAT,)))
    baseline, followups, endpoint = _read_waves(table)
    populations = (
        Population(key=EVERYONE, titles=EVERYONE_TITLES, where={}),
        *_read_populations(table),
    )
    outcomes = tuple(
        _read_outcomes(table, (baseline, *followups), endpoint, {one.key for one in populations})
    )
    plan = Plan(
        key=_name(table, "key"),
        version=table.text("version"),
        titles=_titles(table),
        audience=Audience(table.one_of("audience", tuple(Audience))),
        baseline=baseline,
        followups=followups,
        populations=populations,
        outcomes=outcomes,
        subgroups=tuple(read_subgroups(table, outcomes)),
        thresholds=_read_thresholds(table.table("thresholds", needed=False)),
        languages=table.texts("languages", ()),
        sensitivity=read_sensitivity(table, outcomes),
        exposure=read_exposure(table, outcomes),
        reliable_change=tuple(read_reliable_change(table, outcomes)),
        funnels=read_funnels(table, outcomes),
        measurement=table.yes_no("measurement", False),
    )
    table.finish()
    check_starts(plan, table)
    return plan


def _read_waves(table: TomlTable) -> tuple[str, tuple[str, ...], str]:
    waves = table.table("waves")
    assert waves is not None
    baseline, followups = waves.text("baseline"), waves.texts("followups")
    if not followups:
        waves.refuse("followups", "`followups` names one wave at least")
    if baseline in followups:
        waves.refuse("followups", f"the baseline {baseline!r} cannot also be a follow-up")
    endpoint = waves.one_of("endpoint", followups)
    waves.finish()
    return baseline, followups, endpoint


def _read_populations(table: TomlTable) -> Iterator[Population]:
    seen = {EVERYONE}
    for entry in table.tables("populations", needed=False):
        key = _name(entry, "key")
        if key in seen:
            entry.refuse("key", f"population {key!r} is defined twice")
        seen.add(key)
        where = entry.table("where")
        assert where is not None
        chosen = {_feature(where, name): where.texts(name) for name in sorted(where.content)}
        if not chosen or not all(chosen.values()):
            entry.refuse(
                "where", f"`where` of {key!r} chooses nobody: name a feature and its values"
            )
        where.finish()
        yield Population(key=key, titles=_titles(entry), where=chosen)
        entry.finish()


def _read_outcomes(
    table: TomlTable, waves: tuple[str, ...], endpoint: str, populations: set[str]
) -> Iterator[Outcome]:
    entries = table.tables("outcomes")
    if not entries:
        table.refuse("outcomes", "a plan has one outcome at least")
    seen: set[str] = set()
    for entry in entries:
        key, model = _name(entry, "key"), cast(Model, entry.one_of("model", MODELS))
        outcome = Outcome(
            key=key,
            instrument=_instrument(entry),
            scale=entry.text("scale"),
            family=cast(Family, entry.one_of("family", FAMILIES)),
            endpoint=entry.one_of("endpoint", waves[1:], endpoint),
            model=model,
            population=entry.one_of("population", tuple(sorted(populations)), EVERYONE),
            covariates=_covariates(entry, model),
            nesting=_nesting(entry, model),
            covariance=_covariance(entry, model),
            baseline=read_baseline(entry, waves),
        )
        if outcome.key in seen:
            entry.refuse("key", f"outcome {outcome.key!r} is defined twice")
        seen.add(outcome.key)
        entry.finish()
        yield outcome


def _covariates(entry: TomlTable, model: Model) -> tuple[Feature, ...]:
    named = entry.texts("covariates", ())
    if named and model not in ADJUSTED:
        entry.refuse("covariates", f"a {model} model takes no covariates: {', '.join(ADJUSTED)} do")
    if strangers := [name for name in named if name not in FEATURES]:
        entry.refuse(
            "covariates",
            f"`covariates` are among {', '.join(FEATURES)}, not {', '.join(strangers)}",
        )
    return cast("tuple[Feature, ...]", named)


def _nesting(entry: TomlTable, model: Model) -> tuple[str, ...]:
    named = entry.texts("nesting", LEVELS if model in NESTED else ())
    if named and model not in NESTED:
        entry.refuse("nesting", f"a {model} model has no `nesting`: {', '.join(NESTED)} have")
    ordered = tuple(level for level in LEVELS if level in named)
    if model in NESTED and (named != ordered or LEVELS[-1] not in named):
        entry.refuse(
            "nesting", "`nesting` goes from house to group to parent, and ends with parent"
        )
    return named


def _covariance(entry: TomlTable, model: Model) -> Covariance | None:
    if model == "mmrm":
        return cast(Covariance, entry.one_of("covariance", COVARIANCES, COVARIANCES[0]))
    if entry.text("covariance", ""):
        entry.refuse("covariance", f"a {model} model has no `covariance`: mmrm has")
    return None


def _read_thresholds(entry: TomlTable | None) -> Thresholds:
    usual = Thresholds()
    if entry is None:
        return usual
    thresholds = Thresholds(
        minimum_paired_share=_share(entry, "minimum_paired_share", usual.minimum_paired_share),
        few_houses=_several(entry, "few_houses", usual.few_houses),
        few_groups=_several(entry, "few_groups", usual.few_groups),
        ceiling=_share(entry, "ceiling", usual.ceiling),
        false_discovery_rate=_share(entry, "false_discovery_rate", usual.false_discovery_rate),
        largest_share_home=_share(entry, "largest_share_home", usual.largest_share_home),
    )
    entry.finish()
    return thresholds


def _several(entry: TomlTable, key: str, usual: int) -> int:
    value = entry.whole(key, usual)
    if value < 2:
        entry.refuse(key, f"`{key}` is 2 at least: there is no interval below")
    return value


def _share(entry: TomlTable, key: str, usual: float) -> float:
    value = entry.number(key, usual)
    if not 0 < value <= 1:
        entry.refuse(key, f"`{key}` is a share between 0 and 1, not {value:g}")
    return value


def _titles(entry: TomlTable) -> dict[str, str]:
    titles = entry.table("title")
    assert titles is not None
    said = {language: titles.text(language) for language in LANGUAGES}
    for language, text in said.items():
        if found := CLAIM.search(text):
            titles.refuse(
                language,
                f"a snapshot compares nobody with parents who do not come: say change, not {found[0]!r}",
            )
    titles.finish()
    return said


def _name(entry: TomlTable, key: str) -> str:
    name = entry.text(key)
    if not (name.isascii() and name.replace("-", "").replace("_", "").isalnum()):
        entry.refuse(key, f"`{key}` is made of letters, digits, - and _, not {name!r}")
    return name


def _instrument(entry: TomlTable) -> str:
    name = entry.text("instrument")
    key, _, version = name.partition("@")
    if not key or not version:
        entry.refuse("instrument", f"`instrument` is written key@version, not {name!r}")
    return name


def _feature(where: TomlTable, name: str) -> Feature:
    if name not in FEATURES:
        where.refuse(name, f"`where` knows {', '.join(FEATURES)}, not {name!r}")
    return name

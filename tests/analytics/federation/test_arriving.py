"""What a site says beside its sums: whoever edits it, sealed again or not, is told where, in one sentence."""

import copy
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.analytics.federation.sites import parents, sent
from village.analytics.federation.arriving import check_header
from village.analytics.federation.joining import join_moments
from village.analytics.plans import Plan
from village.core.errors import DomainError, InvalidDocument
from village.statistics.moments.files import read_moments, write_moments


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sites")


@pytest.fixture
def plan(planned: Callable[..., Plan]) -> Plan:
    return planned(model="mixed")


@pytest.fixture
def site(plan: Plan, folder: Path) -> Path:
    found = folder / "one" / "site.moments"
    return found if found.exists() else sent(parents(houses=range(3)), plan, folder / "one")


def places(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in node.items() if isinstance(node, dict) else ():
        yield (*path, key)
        yield from places(value, (*path, key))


def edited(node: dict[str, Any], path: tuple[str, ...], value: object) -> dict[str, Any]:
    """The same with another value at a place; without the place when the value is `...`."""
    changed = copy.deepcopy(node)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return changed


OTHERS = st.sampled_from([..., "x", None, -5, [], {}, 1.5, True, "nan", [[]], 10**12])


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(chance=st.data())
def test_no_edit_of_the_header_is_accepted(chance: st.DataObject, plan: Plan, site: Path):
    with zipfile.ZipFile(site) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    first = json.loads(content["header.json"])
    path = chance.draw(st.sampled_from([*places(first)]))
    changed = edited(first, path, chance.draw(OTHERS))
    other = site.with_name("edited.moments")
    with zipfile.ZipFile(other, "w") as archive:
        for name, data in {**content, "header.json": json.dumps(changed).encode()}.items():
            archive.writestr(name, data)

    if changed != first:
        with pytest.raises(DomainError) as refused:
            join_moments([other], plan)
        assert str(other) in str(refused.value)


def test_what_is_sealed_again_must_still_be_what_is_written_there(plan: Plan, site: Path):
    """Every place of the header, with every kind of value that no such place may have."""
    header = dict(read_moments(site).header)
    check_header(header, plan, site)

    for path in places(header):
        is_free = path[-2:-1] in (("home",), ("title",), ("left_out",))  # any reason, any language
        may_be_few = path[-1] in ("invited", "answered", "enrolled") or path[-2:-1] == ("left_out",)
        wrong: list[object] = [[], [[]], 1e400]
        wrong += [] if may_be_few else [None]
        wrong += [] if path[-1] == "lowest" else [-5]  # a score may be negative
        wrong += [] if is_free else [...]
        for value in wrong:
            with pytest.raises(InvalidDocument, match="header"):
                check_header(edited(header, path, value), plan, site)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("purpose",), "tea", "header.purpose: expected one of national, house, found 'tea'"),
        (("parents",), -1, "header.parents: expected a count, found -1"),
        (("as_of",), "2026-11-15", "header.as_of: expected a moment with its time zone"),
        (("populations", "everyone", "enrolled"), 1, "more parents than there are"),
        (("outcomes", "calm", "paired", "t1"), 9_999, "more parents than answered"),
        (("more",), 1, "header: 'more' is unknown"),
    ],
)
def test_the_place_is_named(
    plan: Plan, site: Path, path: tuple[str, ...], value: object, sentence: str
):
    header = edited(dict(read_moments(site).header), path, value)

    with pytest.raises(InvalidDocument, match=sentence):
        check_header(header, plan, site)


def test_sites_must_have_asked_for_the_same_consent(plan: Plan, site: Path, folder: Path):
    other = sent(parents(houses=range(3, 5)), plan, folder / "two")
    file = read_moments(other)
    changed = folder / "house.moments"
    write_moments(changed, file.moments, {**file.header, "purpose": "house"})

    with pytest.raises(InvalidDocument, match="its purpose is not that of"):
        join_moments([site, changed], plan)

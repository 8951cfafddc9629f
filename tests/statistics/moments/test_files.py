"""Files of sums: read as they were written, the same bytes for the same sums, and refused when they were touched."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.statistics.moments.test_nested import network, summed
from village.core.canonical import canonical
from village.laboratory.simulation.sums import wave_sums
from village.statistics.moments.errors import WrongMoments
from village.statistics.moments.files import KINDS, Moments, read_moments, write_moments

HEADER = {"site": "Hauts-de-France", "plan": "abc"}


def sums() -> dict[str, Moments]:
    chance = np.random.default_rng(1)
    scores = np.where(chance.random((40, 3)) < 0.2, np.nan, chance.normal(20, 3, (40, 3)))
    levels = {"house": np.arange(40) // 20, "group": np.arange(40) // 10}
    return {
        "stress": summed(network(3, seed=1), slice(None)),
        "bien-être": wave_sums(scores, levels=levels),
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_moments(tmp_path / "site.moments", sums(), HEADER)
    return tmp_path / "site.moments"


def test_what_was_written_is_read_again(file: Path):
    found = read_moments(file)

    assert found.header == HEADER
    assert set(found.moments) == {"stress", "bien-être"}
    for name, written in sums().items():
        read = found.moments[name]
        assert type(read) is type(written)
        for field in fields(written):
            np.testing.assert_equal(getattr(read, field.name), getattr(written, field.name))


def test_the_same_sums_give_the_same_bytes(file: Path, tmp_path: Path):
    other_order = dict(reversed(sums().items()))
    write_moments(tmp_path / "again.moments", other_order, dict(reversed(HEADER.items())))

    assert (tmp_path / "again.moments").read_bytes() == file.read_bytes()


def test_a_file_is_never_written_over(file: Path):
    with pytest.raises(FileExistsError):
        write_moments(file, sums(), HEADER)


def test_every_kind_of_sums_has_a_name():
    assert set(KINDS) == {"nested", "waves", "clustered", "items"}


def rewritten(file: Path, change: Callable[[dict[str, bytes]], Mapping[str, bytes]]) -> Path:
    """The same zip with some of its content changed, as one would with any tool."""
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    path = file.with_name("changed.moments")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in change(content).items():
            archive.writestr(name, data)
    return path


def sealed(first: dict[str, Any]) -> bytes:
    """A header sealed again, as one would who changes it on purpose."""
    rest = {key: value for key, value in first.items() if key != "hash"}
    return json.dumps({**rest, "hash": hashlib.sha256(canonical(rest)).hexdigest()}).encode()


def with_another_site(content: dict[str, bytes]) -> dict[str, bytes]:
    first = json.loads(content["header.json"]) | {"header": {"site": "elsewhere"}}
    return {**content, "header.json": json.dumps(first).encode()}


def with_header(**changes: Any) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    def change(content: dict[str, bytes]) -> dict[str, bytes]:
        first = json.loads(content["header.json"]) | changes
        return {**content, "header.json": sealed(first)}

    return change


def with_rows(rows: int) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    def change(content: dict[str, bytes]) -> dict[str, bytes]:
        first = json.loads(content["header.json"])
        first["moments"]["stress"]["fields"]["rows"] = rows
        return {**content, "header.json": sealed(first)}

    return change


def without_an_array(content: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in content.items() if name != "stress/cross.parquet"}


def with_another_array(content: dict[str, bytes]) -> dict[str, bytes]:
    return {**content, "stress/cross.parquet": content["stress/squares.parquet"]}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (with_header(format=1), "it is of format 1, and this version of village reads format 2: write it again with this version."),
        (with_another_site, "its hash is not the hash of its header: it was changed after it was written."),
        (with_header(files=[]), "its header does not describe what it holds."),
        (with_header(moments={"stress": 3}), "its header does not describe what it holds."),
        (with_header(moments={"stress": {"kind": "tea", "fields": {}}}), "there is no kind of sums called 'tea'."),
        (with_header(moments={"stress": {"kind": "nested", "fields": {}}}), "its header does not describe what it holds."),
        (without_an_array, "this is not a file of sums, or it was cut short."),
        (with_another_array, "'stress/cross.parquet' was changed after it was written."),
        (with_rows(3), "The counts of units and of rows in these sums disagree."),
    ],
)  # fmt: skip
def test_a_file_that_was_touched_is_refused(
    file: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]], sentence: str
):
    path = rewritten(file, change)

    with pytest.raises(WrongMoments) as refused:
        read_moments(path)

    assert str(refused.value) == f"{path}: {sentence}"


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.99])
def test_a_file_cut_short_is_refused(file: Path, kept: float):
    whole = file.read_bytes()
    file.write_bytes(whole[: int(kept if kept >= 1 else kept * len(whole))])

    with pytest.raises(WrongMoments, match="this is not a file of sums, or it was cut short"):
        read_moments(file)


def test_a_changed_byte_is_seen_or_does_not_matter(file: Path):
    """A zip also holds dates and the like, which nobody reads."""
    whole = file.read_bytes()
    right = read_moments(file).moments["stress"]
    refused = 0
    for place in range(0, len(whole), 61):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 8]) + whole[place + 1 :])
        try:
            found = read_moments(file)
        except WrongMoments:
            refused += 1
        else:
            assert found.header == HEADER
            np.testing.assert_equal(found.moments["stress"].cross, right.cross)
    assert refused > 0.8 * len(whole) / 61


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path):
    with pytest.raises(WrongMoments, match="there is no such file"):
        read_moments(tmp_path / "nowhere.moments")

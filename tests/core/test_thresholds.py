"""A change threshold of an instrument of others is a published figure that somebody checked; ours are conventions."""

import shutil
from pathlib import Path

import pytest

from village.core.errors import InvalidInstrument
from village.core.instruments import load_instrument

SHIPPED = Path(__file__).parents[2] / "instruments"
MATTHEY = 'citation = "Matthey 2004, Journal of Affective Disorders 78:269"\nstatus = "verified"'


def changed(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    """A copy of a shipped instrument, with some of its text replaced."""
    folder = tmp_path / name / "1"
    shutil.copytree(SHIPPED / name / "1", folder)
    path = folder / "scale.toml"
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    return folder


@pytest.mark.parametrize(
    "change",
    [
        ("change_threshold = 4", "change_threshold = 5"),
        (MATTHEY, MATTHEY.replace("verified", "memory")),
        (MATTHEY, MATTHEY.replace("verified", "disputed")),
        ('kind = "reliable"', 'kind = "sd"'),
    ],
)
def test_without_a_checked_figure_of_so_many_points_it_is_refused(
    tmp_path: Path, change: tuple[str, str]
):
    folder = changed(tmp_path, "epds", change)

    with pytest.raises(InvalidInstrument) as refusal:
        load_instrument(folder)

    line = (
        (folder / "scale.toml")
        .read_text()
        .splitlines()
        .index("change_threshold = " + ("5" if "= 5" in change[1] else "4"))
    )
    points = 5 if "= 5" in change[1] else 4
    assert str(refusal.value) == (
        f"{folder / 'scale.toml'}:{line + 1}: no checked [[figures]] of 'total', `reliable` or `important`, is "
        f"{points} points once rounded up"
    )


def test_a_figure_between_two_points_makes_the_higher_one(tmp_path: Path):
    folder = changed(tmp_path, "epds", ('"reliable"\nvalue = 4', '"reliable"\nvalue = 3.2'))

    assert load_instrument(folder).scales[0].change_threshold == 4


def test_the_subscale_at_fault_is_named_by_its_line(tmp_path: Path):
    folder = changed(tmp_path, "epds", ('key = "EPDS-3A"', 'key = "EPDS-3A"\nchange_threshold = 2'))

    with pytest.raises(InvalidInstrument, match=r"scale\.toml:25: no checked .* of 'EPDS-3A'"):
        load_instrument(folder)


def test_our_own_questionnaire_keeps_its_conventions():
    ours = load_instrument(SHIPPED / "village-16/1")

    assert [scale.change_threshold for scale in ours.scales] == [8, 3, 2, 2, 2, 2]
    assert all(
        ours.evidence.behind_threshold(scale.key, scale.change_threshold or 0) is None
        for scale in ours.scales
    )

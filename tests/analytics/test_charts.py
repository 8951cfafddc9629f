"""A picture one can hear, read in the dark, and trust to hide what is hidden."""

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from village.analytics.charts import change_chart, response_chart
from village.analytics.drawing import COLOURS, SHAPES
from village.analytics.engine import open_snapshot
from village.analytics.evaluation import evaluate
from village.analytics.results import Evaluation
from village.analytics.svg import NAMESPACE, dress
from village.core.privacy import Audience

Chart = Callable[..., str]
SVG = f"{{{NAMESPACE}}}"
# white, the paper of our pages, and both of their dark grounds
GROUNDS = ("#ffffff", "#faf7f2", "#161b1a", "#1e2423")


@pytest.fixture(scope="module")
def nation(network: Path) -> Evaluation:
    with open_snapshot(network) as snapshot:
        return evaluate(snapshot, audience=Audience.PUBLIC)


@pytest.fixture(scope="module")
def english(network: Path) -> Evaluation:
    with open_snapshot(network) as snapshot:
        return evaluate(snapshot, audience=Audience.PUBLIC, language="en")


@pytest.fixture(scope="module")
def mende(network: Path) -> Evaluation:
    with open_snapshot(network) as snapshot:
        return evaluate(snapshot, audience=Audience.HOUSE, house="mende")


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


both = pytest.mark.parametrize("draw", [change_chart, response_chart])


@both
def test_a_chart_has_a_name_and_a_description(draw: Chart, nation: Evaluation):
    root = read(draw(nation))
    by_id = {element.get("id"): element for element in root.iter()}

    assert root.get("role") == "img"
    assert by_id[root.get("aria-labelledby")].tag == f"{SVG}title"
    description = by_id[root.get("aria-describedby")]
    assert description.tag == f"{SVG}desc"
    assert "Toutes les valeurs sont dans le tableau." in (description.text or "")


@both
def test_the_axis_is_described_in_the_language_of_the_reader(
    draw: Chart, nation: Evaluation, english: Evaluation
):
    for evaluation, start in ((nation, "Axe horizontal"), (english, "Horizontal axis")):
        labels = [e.get("aria-label") for e in read(draw(evaluation)).iter() if e.get("aria-label")]
        assert len(labels) == 1
        assert str(labels[0]).startswith(start)


@both
def test_nothing_english_is_left_of_the_library(draw: Chart, nation: Evaluation):
    svg = draw(nation)

    assert not re.search(r"axis|linear|scale|mark|container|titled", svg, re.IGNORECASE)


@both
def test_a_chart_passes_the_strictest_content_policy(draw: Chart, nation: Evaluation):
    svg = draw(nation)

    assert not re.search(r"<script|<style|style=|href|\bon\w+=|<image|<foreignObject", svg)
    assert re.findall(r"https?://[^\"]+", svg) == [NAMESPACE]


@both
def test_a_chart_takes_the_width_it_is_given(draw: Chart, nation: Evaluation):
    root = read(draw(nation))

    assert root.get("viewBox")
    assert (root.get("width"), root.get("height")) == (None, None)


@both
def test_two_charts_share_a_page_without_sharing_an_id(draw: Chart, nation: Evaluation):
    ids = [
        e.get("id") for key in ("a", "b") for e in read(draw(nation, key=key)).iter() if e.get("id")
    ]

    assert len(ids) == len(set(ids)) == 4


@both
def test_a_chart_wears_the_colour_of_the_text_around_it(draw: Chart, nation: Evaluation):
    root = read(draw(nation))
    used = {e.get(name) for e in root.iter() for name in ("fill", "stroke")} - {
        None,
        "none",
        "transparent",
    }

    assert {element.get("fill") for element in root.iter(f"{SVG}text")} == {"currentColor"}
    assert used <= {"currentColor", *COLOURS}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_stands_out_on_every_ground(colour: str, ground: str):
    assert contrast(colour, ground) >= 3


def test_no_two_waves_share_a_colour_or_a_shape():
    assert len(set(COLOURS)) == len(set(SHAPES)) == len(COLOURS)


def test_every_line_of_the_change_chart_is_named_and_its_value_written(nation: Evaluation):
    found = texts(read(change_chart(nation)))

    assert found.count("Confiance avec son bébé (hausse)") == 1
    assert found.count("Stress (baisse)") == 1
    assert "à 3 mois (1\u202f512)" in found
    assert "+7,2" in found
    assert "points sur 100" in found


def test_scales_come_in_the_order_of_the_manifest_the_total_last(nation: Evaluation):
    names = [
        text
        for text in texts(read(change_chart(nation)))
        if text.endswith(("(hausse)", "(baisse)"))
    ]

    assert names[0].startswith("Confiance")
    assert names[-1].startswith("Ensemble")


def test_numbers_on_the_axis_are_written_as_one_does_there(nation: Evaluation, english: Evaluation):
    assert "60\u202f%" in texts(read(response_chart(nation)))
    assert "60%" in texts(read(response_chart(english)))


@both
def test_what_is_hidden_is_drawn_as_hidden(draw: Chart, mende: Evaluation):
    svg = draw(mende)
    found = texts(read(svg))

    assert sum("non publié" in text for text in found) in (18, 4)
    assert not set(COLOURS) & set(re.findall(r"#[0-9a-f]{6}", svg))
    assert "non publié" in svg[: svg.index("</desc>")]


def test_the_same_figures_give_the_same_picture(nation: Evaluation):
    assert change_chart(nation) == change_chart(nation)


def test_a_picture_stays_light(nation: Evaluation):
    assert len(change_chart(nation).encode()) < 16_000


def test_another_library_that_names_the_namespace_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    """Some do, for the whole process; a page would then hold `<ns:svg>`, which no browser draws."""
    monkeypatch.setitem(ElementTree._namespace_map, NAMESPACE, "ns")  # type: ignore[attr-defined]
    svg = f'<svg xmlns="{NAMESPACE}"><g/></svg>'

    assert dress(svg, key="k", title="t", description="d", axis="a").startswith("<svg ")


def test_ids_inside_a_picture_and_what_points_to_them_take_its_key():
    svg = f'<svg xmlns="{NAMESPACE}"><clipPath id="c"/><g clip-path="url(#c)"/></svg>'

    dressed = dress(svg, key="k", title="t", description="d", axis="a")

    assert 'id="k-c"' in dressed
    assert 'clip-path="url(#k-c)"' in dressed

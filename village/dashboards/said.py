"""What is said around the pictures of figures: the same sentences and tables on the page and on paper."""

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from village.analytics.display import TextTable
    from village.analytics.results import Evaluation


class Said(TypedDict):
    """The sentences, and the tables by what they tell."""

    headline: list[str]
    cautions: list[str]
    silences: list[str]
    provenance: list[str]
    response_table: "TextTable"
    reach_table: "TextTable"
    change_table: "TextTable"
    share_table: "TextTable"
    translation_table: "TextTable"
    precision_table: "TextTable"


def said_of(evaluation: "Evaluation") -> Said:
    """In the language of the evaluation."""
    from village.analytics import display, prose

    return {
        "headline": prose.headline(evaluation),
        "cautions": prose.cautions(evaluation),
        "silences": prose.silence_notes(evaluation),
        "provenance": prose.provenance(evaluation),
        "response_table": display.response_table(evaluation),
        "reach_table": display.reach_table(evaluation),
        "change_table": display.change_table(evaluation),
        "share_table": display.share_table(evaluation),
        "translation_table": display.translation_table(evaluation),
        "precision_table": display.precision_table(evaluation),
    }

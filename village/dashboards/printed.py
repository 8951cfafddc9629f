"""Figures on paper: what their page shows, and nothing that it does not."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from village.dashboards.figures import Pictures
from village.dashboards.said import said_of
from village.formats.press.drawings import drawing_of
from village.formats.press.printing import PrintedPage, print_pdf
from village.ui.templatetags.days import date

if TYPE_CHECKING:
    from village.analytics.display import TextTable
    from village.analytics.results import Evaluation


def printed_figures(evaluation: "Evaluation", pictures: Pictures, *, title: str) -> bytes:
    """The PDF of a page of figures; its day is in its title, which every sheet repeats."""
    said = said_of(evaluation)
    change, answers = drawing_of(pictures.change), drawing_of(pictures.responses)
    parts = [
        _part(_("Ce qui a changé"), change.as_given(), said["change_table"], said["share_table"]),
        _part(_("Qui a répondu"), answers.as_given(), said["response_table"], said["reach_table"]),
    ]
    notes = [
        (_("Pourquoi certains chiffres manquent, ou restent à leur date"), said["silences"]),
        (_("À savoir avant de citer ces chiffres"), said["cautions"]),
    ]
    details = [
        (_("Les réponses dans une traduction pas encore validée"), said["translation_table"]),
        (_("Le détail des estimations"), said["precision_table"]),
    ]
    given: dict[str, object] = {
        "headline": said["headline"],
        "parts": parts,
        "notes": [{"title": name, "sentences": told} for name, told in notes if told],
        "details": [
            {"title": name, "table": _table(table)} for name, table in details if table.rows
        ],
        "provenance": said["provenance"],
        "hash_label": _("Empreinte entière de la photographie :"),
        "hash": evaluation.snapshot,
    }
    dated = _("%(title)s, au %(date)s") % {"title": title, "date": date(evaluation.as_of)}
    page = PrintedPage(title=dated, language=evaluation.language, mark=settings.MARK)
    return print_pdf("dashboards/figures.typ", given, page=page)


def _part(title: str, drawing: dict[str, str], *tables: "TextTable") -> dict[str, object]:
    return {"title": title, "drawing": drawing, "tables": [_table(table) for table in tables]}


def _table(table: "TextTable") -> dict[str, object]:
    return {
        "caption": table.caption,
        "columns": list(table.columns),
        "blocks": [
            {
                "heading": block.heading,
                "rows": [
                    [{"text": cell.text, "is_silent": cell.is_silent} for cell in row]
                    for row in block.rows
                ],
            }
            for block in table.blocks
        ],
    }

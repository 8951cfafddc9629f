"""The bilingual document as a Word file that a committee can write upon.

Word takes the direction of a text from three places: the paragraph (`w:bidi`), the run (`w:rtl`) and its language
(`w:lang`). With one of them missing, a full stop jumps to the wrong end of an Arabic sentence.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.run import Run

from village.formats.paper.pairing import Chapter, PairedRow, Pairing
from village.formats.press.tongues import Tongue, tongue

FONT = "Arial"  # everybody has it, and it has Latin, Cyrillic and Arabic
WIDTHS = {2: (Mm(50), Mm(130)), 3: (Mm(40), Mm(70), Mm(70))}
# A file tells when it was written: ours tells nothing, so that the same texts give the same bytes.
NEVER = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)


def write_word(paired: Pairing) -> bytes:
    """The document as .docx."""
    document = Document()
    own = tongue(paired.words.language)
    _set_up(document, paired, own)
    document.add_heading(paired.title, level=0)
    document.add_paragraph(paired.words.say("bilingual.purpose"))
    document.add_paragraph().add_run(paired.summary).bold = True
    for chapter in paired.chapters:
        _write_heading(document, chapter)
        _write_facts(document, chapter, paired, own)
        _write_rows(document, chapter.rows, paired, own)
    return _frozen(document)


def column_heads(paired: Pairing) -> list[str]:
    """The heads of the three columns of texts."""
    names = [paired.words.language_name(each.tag) for each in (paired.source, paired.target)]
    return [paired.words.say("bilingual.place"), *names]


def _set_up(document: WordDocument, paired: Pairing, own: Tongue) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10.5)
    about = document.core_properties
    about.title, about.language, about.author, about.comments = paired.title, own.tag, "", ""
    about.created = about.modified = NEVER
    # What no run says otherwise is in the language of the document.
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), own.tag)


def _write_heading(document: WordDocument, chapter: Chapter) -> None:
    heading = document.add_heading(level=1)
    _speak(heading.add_run(chapter.title), chapter.title_in)
    if chapter.name is not None:
        heading.add_run(f" ({chapter.name})")


def _write_facts(document: WordDocument, chapter: Chapter, paired: Pairing, own: Tongue) -> None:
    if not chapter.facts:
        return
    say = paired.words.say
    table = _table(document, [say("bilingual.fact"), say("bilingual.value")], own)
    for fact in chapter.facts:
        for cell, text in zip(_new_row(table), fact, strict=True):
            _write(cell, text, own)
    _finish(table)
    document.add_paragraph()


def _write_rows(
    document: WordDocument, rows: Sequence[PairedRow], paired: Pairing, own: Tongue
) -> None:
    table = _table(document, column_heads(paired), own)
    for row in rows:
        place, *both = _new_row(table)
        _write(place, row.place, own, is_bold=row.is_question)
        for cell, text, each in zip(
            both, (row.source, row.target), (paired.source, paired.target), strict=True
        ):
            if text is None:
                _write(cell, paired.words.say("bilingual.missing_mark"), own, is_bold=True)
                _shade(cell)
            else:
                _write(cell, text, own if row.is_about else each, is_bold=row.is_question)
    _finish(table)


def _table(document: WordDocument, heads: Sequence[str], own: Tongue) -> Table:
    """A table whose first row comes again on every page, and is said to be a head."""
    table: Table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _write(cell, head, own, is_bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def _new_row(table: Table) -> tuple[_Cell, ...]:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    return row.cells


def _finish(table: Table) -> None:
    """Give columns their width, and keep each row on one page."""
    widths = WIDTHS[len(table.columns)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _write(cell: _Cell, text: str, language: Tongue, *, is_bold: bool = False) -> None:
    """Put a text in an empty cell, in its language and direction."""
    paragraph = cell.paragraphs[0]
    if language.is_rtl:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    run = paragraph.add_run(text)
    if is_bold:
        run.font.bold = run.font.cs_bold = True  # Arabic has a bold of its own
    _speak(run, language)


def _speak(run: Run, language: Tongue) -> None:
    properties = run._r.get_or_add_rPr()
    if language.is_rtl:
        properties.get_or_add_rFonts().set(qn("w:cs"), FONT)
        run.font.rtl = True
    lang = OxmlElement("w:lang")
    lang.set(qn("w:bidi" if language.is_rtl else "w:val"), language.tag)
    properties.append(lang)


def _shade(cell: _Cell) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "FFE9A8")):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _frozen(document: WordDocument) -> bytes:
    """The file, its parts dated alike."""
    written, frozen = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(frozen, "w") as target:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, NEVER.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, parts.read(name))
    return frozen.getvalue()

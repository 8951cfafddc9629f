"""The bilingual document: what an ethics committee reads, every text in two languages side by side."""

from collections.abc import Sequence
from dataclasses import asdict

from village.core.scales import Instrument
from village.formats.paper.pairing import Pairing, SiteSection, pair
from village.formats.paper.word import column_heads, write_word
from village.formats.press.marks import Mark
from village.formats.press.printing import PrintedPage, print_pdf


def bilingual_pdf(
    instruments: Sequence[Instrument],
    *,
    source: str,
    target: str,
    sections: Sequence[SiteSection] = (),
    language: str | None = None,
    mark: Mark | None = None,
) -> bytes:
    """The document as tagged PDF.

    `sections` are a site's own words; `language` is that of the document's headings, by default the source's.
    Raises `InvalidDocument` as `pair` does, or for what cannot be printed.
    """
    paired = pair(instruments, source=source, target=target, sections=sections, language=language)
    page = PrintedPage(
        title=paired.title,
        language=paired.words.language,
        page=paired.words.section("sheet")["page"],
        mark=mark,
    )
    return print_pdf("formats/bilingual.typ", _given(paired), page=page)


def bilingual_docx(
    instruments: Sequence[Instrument],
    *,
    source: str,
    target: str,
    sections: Sequence[SiteSection] = (),
    language: str | None = None,
) -> bytes:
    """The same document for Word, to be written upon; as `bilingual_pdf`."""
    return write_word(
        pair(instruments, source=source, target=target, sections=sections, language=language)
    )


def _given(paired: Pairing) -> dict[str, object]:
    say = paired.words.say
    return {
        "source": paired.source.as_given(),
        "target": paired.target.as_given(),
        "purpose": say("bilingual.purpose"),
        "summary": paired.summary,
        "missing": say("bilingual.missing_mark"),
        "columns": column_heads(paired),
        "scoring": [say("bilingual.fact"), say("bilingual.value")],
        "chapters": [
            {
                "title": chapter.title,
                "title_in": chapter.title_in.as_given(),
                "name": chapter.name,
                "facts": [list(fact) for fact in chapter.facts],
                "rows": [asdict(row) for row in chapter.rows],
            }
            for chapter in paired.chapters
        ],
    }

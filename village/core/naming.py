"""What people call an instrument in another language than that of its full name, and how its evidence is told there."""

from pathlib import Path

from village.core.formats import not_read
from village.core.scales import Instrument, InstrumentNames
from village.core.toml_source import Source, TomlTable
from village.core.wording import LANGUAGE_TAG

FORMAT = 1


def read_names(path: Path, instrument: Instrument) -> dict[str, InstrumentNames]:
    """The names of an instrument by language, from `names.toml`; none without that file.

    It stands beside scale.toml because it is no part of the scoring: a name that is added changes no hash. A usual name
    is a fact, and shown; where people say the original name, there is none. What is `said` of a text that scale.toml
    does not hold is a mistake. Raises `InvalidInstrument` naming file, line and reason.
    """
    if not path.exists():
        return {}
    table = Source(path).read()
    if (written := table.whole("format")) != FORMAT:
        table.refuse("format", not_read(written, read=(FORMAT,)))
    found = {}
    for language in sorted(table.left):
        if not LANGUAGE_TAG.fullmatch(language):
            table.refuse(language, f"{language!r} is not the tag of a language")
        entry = table.table(language)
        assert entry is not None
        names = InstrumentNames(
            usual=entry.text("usual") if "usual" in entry.content else "",
            also=entry.texts("also", ()),
            said=_said(entry.table("said", needed=False), instrument),
        )
        if not (names.usual or names.also or names.said):
            entry.refuse(None, f"{language!r} needs a `usual` name, others in `also`, or `said`")
        entry.finish()
        found[language] = names
    table.finish()
    return found


def texts_to_say(instrument: Instrument) -> tuple[str, ...]:
    """What is told of an instrument in English, each text once: for whom, what for, under which conditions."""
    evidence = instrument.evidence
    texts = [instrument.licence]
    texts += [text for one in evidence.cut_offs for text in (one.purpose, one.population)]
    texts += [one.population for one in evidence.figures]
    texts += [evidence.window.source] if evidence.window else []
    texts += [evidence.permission.holder, evidence.permission.how] if evidence.permission else []
    return tuple(dict.fromkeys(texts))


def _said(table: TomlTable | None, instrument: Instrument) -> dict[str, str]:
    if table is None:
        return {}
    known = texts_to_say(instrument)
    for text in table.content:
        if text not in known:
            table.refuse(text, f"scale.toml says nothing like {text!r}")
    said = {text: table.text(text) for text in table.content}
    table.finish()
    return said

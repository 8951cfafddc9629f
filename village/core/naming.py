"""What people call an instrument, and look for it by, in a language that is not that of its full name."""

from pathlib import Path

from village.core.scales import Names
from village.core.toml_source import Source
from village.core.wording import LANGUAGE_TAG

FORMAT = 1


def read_names(path: Path) -> dict[str, Names]:
    """The names of an instrument by language, from `names.toml`; none without that file.

    It stands beside scale.toml because it is no part of the scoring: a name that is added changes no hash. A usual name
    is a fact, and shown; where people say the original name, there is none. Raises `InvalidInstrument` naming file,
    line and reason.
    """
    if not path.exists():
        return {}
    table = Source(path).read()
    if table.whole("format") != FORMAT:
        table.refuse("format", f"this is format {FORMAT}, the file says another")
    found = {}
    for language in sorted(table.left):
        if not LANGUAGE_TAG.fullmatch(language):
            table.refuse(language, f"{language!r} is not the tag of a language")
        entry = table.table(language)
        assert entry is not None
        names = Names(
            usual=entry.text("usual") if "usual" in entry.content else "",
            also=entry.texts("also", ()),
        )
        if not names.usual and not names.also:
            entry.refuse(None, f"{language!r} needs a `usual` name, or others in `also`")
        entry.finish()
        found[language] = names
    table.finish()
    return found

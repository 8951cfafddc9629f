"""Words nobody owns, invented for scales whose own words are not ours to write; and words taken away."""

from tests.installed import forget
from village.core.scales import Instrument, Option, Wording

# A battery that asks about mood, and our own questions where it may not.
STANDS_IN = '[stand_in]\ninstrument = "village-16@1"\n[stand_in.for]\n"epds@1" = "wellbeing"\n'


def invented_words(instrument: Instrument, language: str, status: str = "validated") -> Wording:
    """A complete wording: each question and answer says its own key."""
    return Wording(
        language=language,
        status=status,
        title=f"Titre inventé ({language})",
        introduction=f"Introduction inventée ({language})",
        questions={item.key: f"Question {item.key} ({language})" for item in instrument.items},
        options={
            item.key: tuple(
                Option(value=value, label=f"Réponse {value} ({language})")
                for value in range(item.lowest, item.highest + 1)
            )
            for item in instrument.items
        },
        hash="",
    )


def cut(path, line):
    """Delete one line of a file of words, which is there."""
    lines = path.read_text().splitlines(keepends=True)
    kept = [text for text in lines if not text.startswith(line)]
    assert len(kept) < len(lines), line
    path.write_text("".join(kept))
    forget()

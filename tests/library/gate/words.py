"""Words nobody owns: invented for scales whose own words are not ours to write."""

from village.core.scales import Instrument, Option, Wording


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

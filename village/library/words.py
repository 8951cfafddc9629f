"""The site's own words that a parent meets, and what is said for them in each language."""

import hashlib
import json
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

# Section by section, the beginnings of the paths of files that speak to parents.
WRITTEN_IN = {
    "help": (
        "village/ui/templates/ui/_help",
        "village/ui/templates/ui/help_now",
        "village/surveys/templates/surveys/_help",
    ),
    "consent": ("village/people/notice.py", "village/people/templates/people/notices"),
    "messages": ("village/surveys/templates/surveys/letter",),
    "refusals": (
        "village/surveys/forms.py",
        "village/surveys/services",
        "village/ui/bodies.py",
        "village/ui/templates/4",
        "village/ui/templates/5",
    ),
    "page": (
        "village/surveys/templates/surveys/phone",
        "village/surveys/templates/surveys/questions",
        "village/surveys/templates/surveys/thanks",
        "village/surveys/templates/surveys/stop",
        "village/surveys/templates/surveys/closed",
        "village/surveys/views/parent.py",
    ),
}


@dataclass(frozen=True, slots=True)
class ParentWord:
    """One sentence, as written in French and as said in another language; None when it is missing."""

    section: str
    source: str
    translation: str | None
    context: str | None
    plural: str | None


@cache
def parent_words(language: str) -> tuple[ParentWord, ...]:
    """Every sentence of the site that a parent meets, section by section."""
    spoken = _catalogue(language)
    words = []
    for message in _catalogue(next(code for code, _ in settings.LANGUAGES if code != "fr")):
        places = [place for place, _line in message.locations]
        section = next((s for s, files in WRITTEN_IN.items() if _any_of(places, files)), None)
        if not message.id or section is None:
            continue
        forms = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        theirs = spoken.get(forms[0], context=message.context)
        text = theirs.string or "" if theirs else ""
        said = (text,) if isinstance(text, str) else tuple(text)
        said = forms if language == settings.LANGUAGE_CODE else said
        words.append(
            ParentWord(
                section=section,
                source=forms[0],
                translation=" / ".join(said) if said and all(said) else None,
                context=message.context,
                plural=forms[1] if len(forms) > 1 else None,
            )
        )
    return tuple(sorted(words, key=lambda word: list(WRITTEN_IN).index(word.section)))


def missing_words(language: str) -> tuple[ParentWord, ...]:
    """The sentences a parent would read in French."""
    return tuple(word for word in parent_words(language) if word.translation is None)


def words_hash(language: str) -> str:
    """What these sentences are, all together: it changes when one of them does, in French or in `language`."""
    words = json.dumps([astuple(word) for word in parent_words(language)], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def forget() -> None:
    """Read the catalogues again at the next call."""
    parent_words.cache_clear()


def _any_of(places: list[str], files: tuple[str, ...]) -> bool:
    return any(place.startswith(files) for place in places)


def _catalogue(language: str) -> Catalog:
    path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)

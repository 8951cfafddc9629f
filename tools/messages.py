"""The words on screen: gather them from the sources, check their translations, compile them.

    python -m tools.messages update | check | compile

Babel and Django's own template reader do it all: no gettext program to install. French is the language of
the sources; each folder in `locale/` is a translation. The team's languages say everything; those of parents
say what parents meet (`village.library.languages.words`), which `locale/parents.pot` lists. (Wordings of questionnaires
are not here: a validated translation is an instrument of its own.)
"""

import argparse
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tools.console import ROOT, say, stop
from village.library.languages.words import section_of

LOCALE = ROOT / "locale"
SOURCES = ROOT / "village"
LANGUAGES = ("en",)
PARENTS_LANGUAGES = ("ar", "es", "ht", "pt", "rcf", "tr", "uk")
PARENTS_SENTENCES = LOCALE / "parents.pot"
WHOLE_SITE = "# What the site says on screen. `make messages` keeps it in step with the sources."
DRAFT = """\
# What a parent reads here, nothing else; `make messages` keeps it in step with the sources.
# DRAFT by one author: nobody who grew up with this language has read it again yet, and no
# parent sees it before somebody has and says so. Formal address; no gender on the parent where
# the language can avoid it."""
TEMPLATES = {".html", ".txt", ".svg"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def python_to_read(path: Path) -> str:
    """The file as Python with gettext calls in it; a template becomes such calls, line by line."""
    text = path.read_text()
    if path.suffix in TEMPLATES:
        calls = templatize(text, origin=str(path))
        return "\n".join(
            line.lstrip() for line in calls.splitlines()
        )  # its indentation is not Python's
    return text


def gathered() -> Catalog:
    """Every sentence marked in the sources, with the files it comes from."""
    catalog = Catalog(charset="utf-8")
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix not in {".py", *TEMPLATES} or "migrations" in path.parts:
            continue
        place = path.relative_to(ROOT).as_posix()
        code = io.BytesIO(python_to_read(path).encode())
        found = extract("python", code, keywords=KEYWORDS, comment_tags=["Translators"])
        for line, sentence, comments, context in found:
            at = [(place, line)]
            catalog.add(sentence, locations=at, auto_comments=comments, context=context)
    return catalog


def parents_sentences(everything: Catalog) -> Catalog:
    """Those of the sentences that a parent meets, with the parents' files among those they come from."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for message in everything:
        at = [(place, line) for place, line in message.locations if section_of([place])]
        if message.id and at:
            catalog.add(
                message.id,
                locations=at,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    return catalog


def sentences_for(path: Path, everything: Catalog) -> Catalog:
    """What a translation has to say: everything, or what parents meet."""
    return everything if language_of(path) in LANGUAGES else parents_sentences(everything)


def language_of(path: Path) -> str:
    """The language a `.po` file translates to."""
    return path.parts[-3]


def translation_files() -> list[Path]:
    """The `.po` file of each language we translate to, whether it exists yet or not."""
    languages = (*LANGUAGES, *PARENTS_LANGUAGES)
    return [LOCALE / language / "LC_MESSAGES" / "django.po" for language in languages]


def read(path: Path) -> Catalog:
    """A translation as it is on disk; an empty one when it is not there yet."""
    language = language_of(path)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def update(path: Path, everything: Catalog) -> None:
    """Add the new sentences, drop those nobody says any more; never guess a translation."""
    sources, translation = sentences_for(path, everything), read(path)
    sources.creation_date = translation.creation_date  # a run that changes nothing changes no file
    translation.update(sources, no_fuzzy_matching=True)
    translation.header_comment = WHOLE_SITE if language_of(path) in LANGUAGES else DRAFT
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, translation, width=100, ignore_obsolete=True, include_lineno=False)
    say(
        f"{path.relative_to(ROOT)}: {len(translation)} sentences, {len(list(faults(path, everything)))} to look at"
    )


def listed_for_parents(everything: Catalog) -> bytes:
    """The list of what parents meet, for the site that counts it and for whoever begins a translation."""
    file = io.BytesIO(b"# What a parent reads here. Written by `make messages`.\n\n")
    file.seek(0, io.SEEK_END)
    # Without the usual header and its date: the same sentences are the same bytes.
    sentences = parents_sentences(everything)
    write_po(file, sentences, width=100, omit_header=True, include_lineno=False)
    return file.getvalue()


def is_translated(message: Message | None) -> TypeGuard[Message]:
    """Whether every form of the sentence says something, and a person has agreed with it."""
    if message is None or message.fuzzy:
        return False
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(forms)


def faults(path: Path, everything: Catalog) -> Iterator[str]:
    """What keeps a translation from being complete, one line each."""
    sources, translation = sentences_for(path, everything), read(path)
    for message in sources:
        if not message.id:
            continue
        theirs = translation.get(message.id, context=message.context)
        place = "{}:{}".format(*message.locations[0])
        if not is_translated(theirs):
            yield f"{place}: not translated: {message.id!r}"
            continue
        for error in theirs.check(translation):
            yield f"{place}: {error}: {message.id!r}"
    for message in translation:
        if message.id and sources.get(message.id, context=message.context) is None:
            yield f"{path.relative_to(ROOT)}: nobody says this any more: {message.id!r}"


def check() -> None:
    """Refuse a sentence without its translation, and a translation without its sentence."""
    everything = gathered()
    found = [fault for path in translation_files() for fault in faults(path, everything)]
    listed = PARENTS_SENTENCES.read_bytes() if PARENTS_SENTENCES.exists() else b""
    if listed != listed_for_parents(everything):
        found.append(f"{PARENTS_SENTENCES.relative_to(ROOT)}: not what the sources say")
    if found:
        stop(
            "\n".join(
                [
                    *found,
                    f"{len(found)} sentences: `make messages`, then translate them in locale/.",
                ]
            )
        )


def compile_changed() -> None:
    """Write the `.mo` of each translation that is newer than its last one."""
    for path in translation_files():
        compiled = path.with_suffix(".mo")
        if not path.exists() or (
            compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime
        ):
            continue
        draft = compiled.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, agreed(read(path)))
        draft.replace(compiled)


def agreed(translation: Catalog) -> Catalog:
    """The translation without what is half said: such a sentence is shown whole, in French."""
    for message in list(translation):
        if message.id and not is_translated(message):
            translation.delete(message.id, context=message.context)
    return translation


def main() -> None:
    """One verb at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("verb", choices=["update", "check", "compile"])
    match parser.parse_args().verb:
        case "update":
            everything = gathered()
            LOCALE.mkdir(exist_ok=True)
            PARENTS_SENTENCES.write_bytes(listed_for_parents(everything))
            for path in translation_files():
                update(path, everything)
        case "check":
            check()
        case "compile":
            compile_changed()


if __name__ == "__main__":
    main()

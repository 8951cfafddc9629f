"""What of our code is in use: all that can be followed, by name, from where production begins.

Functions, classes and constants are followed exactly: an import leads to what it names, and a package that passes a
name on does not use it. Methods are followed generously: one is in use when its class is and when its name is written
in code, or in a template, that is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.architecture.pieces import LOADING, Module, Piece, Way, take_apart

Place = tuple[str, str]  # a module, and the dotted name of a definition in it

# `village`, `python -m village.cli`, `manage.py`.
BEGINNINGS: set[Way] = {
    ("village", "cli", "main"),
    ("village", "cli", "__main__"),
    ("village", "config", "settings"),
}
# Django reads these modules without our naming them, and these it reads whole.
UNTOLD = re.compile(
    r"village\.\w+\.(apps|models|templatetags\.\w+|management\.commands\.\w+)"
    r"|village\.(\w+\.migrations|ui\.formats)\..+"
)
WHOLE = re.compile(r"village\.(config\.settings|\w+\.apps|(\w+\.migrations|ui\.formats)\..+)")
# In a module that it was told of, it looks for these.
SOUGHT = re.compile(r"urlpatterns|app_name|handler\d+|application|Command|__\w+__")
# These hand a function over to somebody who will call it.
HANDING_OVER = {"command", "callback", "filter", "simple_tag", "inclusion_tag", "receiver"}

# Methods of ours that others call on an object we gave them: whoever adds a kind of object adds what is called on it.
CALLED = re.compile(
    r"""__\w+__ | clean(_\w+)?
    # Django: applications, commands, middleware, views, addresses, choices
    | label_from_instance | ready | handle | add_arguments | process_\w+ | dispatch | handle_no_permission | to_python | to_url
    # … records, their managers, their fields
    | save | delete | get_queryset | create_user | create_superuser | get_by_natural_key | natural_key
    | contribute_to_class | deconstruct | pre_save | get_prep_value | get_db_prep_value | from_db_value
    | get_default | value_to_string
    # … rules for passwords, logs
    | validate | get_help_text | format | filter | emit
    # allauth
    | is_open_for_signup | is_reauthentication_required | get_reset_password_from_key_url
    | send_mail | send_notification_mail
    # Jupyter
    | _repr_html_""",
    re.VERBOSE,
)
MARKED = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
WORD = re.compile(r"\w+")


@dataclass
class Reach:
    """What is in use so far, and the words that were met there. Beyond what is settled, a class brings all its methods."""

    modules: Mapping[str, Module]
    used: set[Place] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    settled: frozenset[Place] | None = None

    def and_ready(self, places: Iterable[Place]) -> "Reach":
        """The same, if some places were in use as well."""
        more = Reach(self.modules, set(self.used), set(self.words), settled=frozenset(self.used))
        return more.follow(more._add(places))

    def follow(self, begun: Iterable[Piece]) -> "Reach":
        """Follow what some pieces name, and what that names, to the end."""
        pieces = list(begun)
        while pieces:
            places = {place for piece in pieces for way in piece.ways for place in self.along(way)}
            self.words |= {word for piece in pieces for word in piece.words}
            pieces = self._add(places) or self._add(self._called())
        return self

    def _add(self, places: Iterable[Place]) -> list[Piece]:
        new = set(places) - self.used
        self.used |= new
        return [self.modules[module].pieces[name] for module, name in new]

    def unused(self) -> set[str]:
        """What nothing leads to, by dotted name; of a class that is not used, not its methods."""
        every = {(module, name) for module, here in self.modules.items() for name in here.pieces}
        return {
            f"{module}.{name}"
            for module, name in every - self.used
            if name != LOADING
            if not name.startswith("__")
            if (module, name.rpartition(".")[0]) in self.used or "." not in name
        }

    def place_of(self, dotted: str) -> Place | None:
        """Where a definition is, from its full name; None when there is none."""
        parts = dotted.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            module, name = ".".join(parts[:cut]), ".".join(parts[cut:])
            if module in self.modules:
                return (module, name) if name in self.modules[module].pieces else None
        return None

    def along(self, way: Way) -> Iterator[Place]:
        """Where a way leads: to the modules it loads as it passes, and to the definition at its end."""
        module, *rest = way
        if module not in self.modules:
            return
        yield from self._loaded(module)
        if not rest:
            return
        here = self.modules[module]
        if rest[0] in here.pieces:
            yield (module, rest[0])
        elif rest[0] in here.imports:
            yield from self.along((*here.imports[rest[0]], *rest[1:]))
        else:
            yield from self.along((f"{module}.{rest[0]}", *rest[1:]))

    def _loaded(self, module: str) -> Iterator[Place]:
        """What happens when a module is loaded, and what others find in it then."""
        if (module, LOADING) in self.used or module not in self.modules:
            return
        yield from self._loaded(module.rpartition(".")[0])
        for name, piece in self.modules[module].pieces.items():
            if (
                name == LOADING
                or WHOLE.fullmatch(module)
                or SOUGHT.fullmatch(name)
                or "Privacy" in piece.classes  # a table
                or piece.decorators & HANDING_OVER
            ):
                yield (module, name)

    def _called(self) -> Iterator[Place]:
        """Methods of classes in use, when somebody may call them; classes inside them always are a part of them."""
        for module, name in self.used:
            here = self.modules[module]
            for member in here.members.get(name, ()) if name else ():
                word = member.rpartition(".")[2]
                if (
                    (self.settled is not None and (module, name) not in self.settled)
                    or word in self.words
                    or word in here.pieces[name].classes
                    or CALLED.fullmatch(word)
                ):
                    yield (module, member)


def production(
    sources: Mapping[str, str], *, templates: Iterable[str], documents: Iterable[str]
) -> Reach:
    """What is in use of some modules, by name and text: by commands, by Django, by the Python that documents show."""
    modules = {name: take_apart(name, text) for name, text in sources.items()}
    untold = {(name,) for name in modules if UNTOLD.fullmatch(name)}
    begun = [Piece(ways=BEGINNINGS | untold), Piece(words=set(words_of(templates)))]
    for text in documents:
        begun.extend(take_apart("", text).pieces.values())
    return Reach(modules).follow(begun)


def words_of(templates: Iterable[str]) -> Iterator[str]:
    """The words that templates have between their marks."""
    for text in templates:
        for marked in MARKED.findall(text):
            yield from WORD.findall(marked)

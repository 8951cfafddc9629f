"""No template is kept that nobody shows."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

from django.template import Engine
from django.template.exceptions import TemplateDoesNotExist

from tests.architecture.sources import VILLAGE, modules

# Django looks for these by name.
REFUSALS = {"400.html", "403.html", "404.html", "500.html"}
QUOTED = re.compile(r"""["']([\w./{}-]+\.(?:html|txt|svg))["'#]""")
BLANK = re.compile(r"\{[^}]*\}")  # f"people/notices/{version}.html"


def our_templates() -> dict[str, Path]:
    """Each template under the name it is asked for."""
    return {
        path.relative_to(folder).as_posix(): path
        for folder in VILLAGE.glob("*/templates")
        for path in folder.rglob("*")
        if path.is_file()
    }


def replaces_another(name: str) -> bool:
    """Whether a package we use has a template of that name: ours is found first, and shown instead."""
    engine = Engine.get_default()
    origins = [
        origin.name
        for loader in engine.template_loaders
        for origin in loader.get_template_sources(name)
        if Path(origin.name).exists()
    ]
    if not origins:
        raise TemplateDoesNotExist(name)
    return any(not Path(origin).is_relative_to(VILLAGE) for origin in origins)


def test_every_template_is_shown_somewhere():
    templates = our_templates()
    texts = [path.read_text() for path in (*modules(), *templates.values())]
    asked_for = {BLANK.sub("*", name) for text in texts for name in QUOTED.findall(text)}

    forgotten = {
        name
        for name in templates
        if not any(fnmatchcase(name, pattern) for pattern in asked_for | REFUSALS)
        if not replaces_another(name)
    }
    assert forgotten == set()

"""A page that no longer tells the truth is worse than none: what can be checked of it is checked."""

import re
from pathlib import Path

import pytest
import typer

from tests.docs.markdown import ROOT, blocks, links, name_of, pages, prose, rows
from tools.addresses import tracked_files
from tools.messages import gathered, read
from village.cli import app

DECISIONS = ROOT / "docs" / "adr"
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_leads_somewhere(page: Path):
    lost = [link for link in links(page) if not (page.parent / link.partition("#")[0]).exists()]

    assert lost == []


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_path_named_exists(page: Path):
    folders = "|".join(folders_kept())
    named = re.findall(rf"`((?:{folders})/[\w./-]+)`", prose(page))

    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_page_is_found_from_the_index():
    indexes, listed = [ROOT / "docs" / "README.md"], set[Path]()
    for index in indexes:  # the README of a folder, once found, is the index of that folder
        found = {(index.parent / link).resolve() for link in links(index)} - listed
        indexes += sorted(page for page in found if page.name == "README.md")
        listed |= found
    lost = {page for page in pages() if "docs" in page.relative_to(ROOT).parts} - listed

    assert {name_of(page) for page in lost - {indexes[0]}} == set()


def test_the_tour_passes_through_every_folder():
    packages = {f"village/{path.parent.name}" for path in (ROOT / "village").glob("*/__init__.py")}
    tour = names_in_first_column((ROOT / "CONTRIBUTING.md").read_text())

    assert folders_kept() - {"village"} | packages <= tour


def folders_kept() -> set[str]:
    """The folders of the repository, without those that `make` or a running site fills."""
    return {name.split("/")[0] for name in tracked_files() if "/" in name and name[0] != "."}


def names_in_first_column(text: str) -> set[str]:
    """What stands in backticks in the first column of the tables of a page."""
    return {name for row in rows(text) for name in re.findall(r"`([^`]+)`", row[0])}


def commands_in(page: Path) -> list[str]:
    """The command lines a page invites to type, continued lines joined."""
    text = "\n".join(blocks(page, "sh")).replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip()]


def fault_of(line: str) -> str:
    """What would go wrong with a command line before it even starts; nothing when it is right."""
    program, verb, *words = (*line.split(), "", "")
    if program == "make":
        return "" if verb in {"", *TARGETS} else f"no such target: {line}"
    if program != "village" or verb not in COMMANDS:
        return f"no such command: {line}"
    command = COMMANDS[verb]
    if inside := getattr(command, "commands", None):  # a command of commands: `village plan check`
        if words[0] not in inside:
            return f"no such command: {line}"
        command = inside[words[0]]
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    unknown = {word.partition("=")[0] for word in words if word.startswith("--")} - known
    return f"no such option: {line}" if unknown else ""


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_command_exists(page: Path):
    assert [fault for line in commands_in(page) if (fault := fault_of(line))] == []


@pytest.mark.parametrize(
    "line", ["make coffee", "village sing", "village score epds --loud", "village plan sing", "ls"]
)
def test_a_command_that_does_not_exist_is_noticed(line: str):
    assert fault_of(line)


def test_every_decision_is_in_the_index_under_its_own_title():
    listed = {name.strip("[]").partition("](")[2].rstrip(")"): title for name, title in decisions()}
    written = {
        page.name: page.read_text().splitlines()[0].partition(". ")[2]
        for page in DECISIONS.glob("[0-9]*.md")
    }

    assert listed == written


def decisions() -> list[list[str]]:
    """The lines of the index: a link, a title."""
    return rows((DECISIONS / "README.md").read_text())


@pytest.mark.parametrize("page", sorted(DECISIONS.glob("[0-9]*.md")), ids=name_of)
def test_a_decision_says_what_would_change_our_mind(page: Path):
    headings = re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE)

    assert headings == ["Context", "Decision", "Consequences", "What would change our mind"]


def code() -> str:
    """Everything a name of the glossary may be found in."""
    return "\n".join(path.read_text() for path in (ROOT / "village").rglob("*.py"))


def glossary() -> tuple[str, str]:
    """The words in use, and those kept for later."""
    used, _, later = (ROOT / "GLOSSARY.md").read_text().partition("\n## Kept for later")
    return used, later


def names_in(text: str) -> set[str]:
    """The code names of a glossary: what stands in backticks in the second column."""
    return {name for row in rows(text) for name in re.findall(r"`([^`]+)`", row[1])}


def test_every_word_of_the_glossary_is_in_the_code():
    used, _later = glossary()
    text = code()
    places = {
        path.relative_to(ROOT / "village").as_posix() for path in (ROOT / "village").rglob("*")
    }

    assert len(names_in(used)) > 40
    assert {
        name
        for name in names_in(used)
        if name not in places and not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    } == set()


def test_a_word_kept_for_later_moves_up_when_its_code_comes():
    _used, later = glossary()
    text = code()

    assert names_in(later)
    assert {
        name for name in names_in(later) if re.search(rf"^class {name}\b", text, re.MULTILINE)
    } == set()


def test_a_page_for_families_and_teams_is_in_both_languages():
    french = {
        page: page.with_name(page.name.replace(".fr.", ".en."))
        for page in pages()
        if ".fr." in page.name
    }
    english = {page for page in pages() if ".en." in page.name}

    assert french
    assert set(french.values()) == english
    for page, twin in french.items():
        assert shape(page) == shape(twin), name_of(page)


def shape(page: Path) -> list[str]:
    """The levels of the headings of a page, and how many points are under each."""
    return [
        line.partition(" ")[0]
        for line in prose(page).splitlines()
        if re.match(r"#+ |[-*] |\d+\. ", line)
    ]


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_what_a_guide_shows_in_bold_is_on_the_screen(guide: Path):
    sentences = on_screen(guide.name.split(".")[1])
    bold = set(re.findall(r"\*\*(.+?)\*\*", " ".join(prose(guide).split())))

    assert bold
    assert {words for words in bold if words not in sentences} == set()


def on_screen(language: str) -> set[str]:
    """Every sentence of the site in one language, as it is written, and at the start of a line."""
    if language == "fr":
        said = [form for message in gathered() for form in forms(message.id)]
    else:
        catalog = read(ROOT / "locale" / language / "LC_MESSAGES" / "django.po")
        said = [form for message in catalog for form in forms(message.string or "")]
    return {*said, *(sentence[:1].upper() + sentence[1:] for sentence in said)}


def forms(sentence: str | tuple[str, ...] | list[str]) -> list[str]:
    """A sentence, or its singular and plural."""
    return [sentence] if isinstance(sentence, str) else list(sentence)

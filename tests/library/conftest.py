"""Folders of a site's own: invented words for a scale of others, and a scale in several versions."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.installed import forget
from village.core.instruments import load_library

ROOT = Path(__file__).parents[2]


@pytest.fixture
def install(settings) -> Iterator[Callable[[Path], None]]:
    """Add a folder of instruments to this site; `install(folder)`."""

    def add(folder: Path) -> None:
        settings.INSTRUMENTS_DIRS = [*settings.INSTRUMENTS_DIRS, folder]
        forget()

    yield add
    settings.INSTRUMENTS_DIRS = [ROOT / "instruments"]
    forget()


@pytest.fixture
def invented_words(tmp_path) -> Callable[[str, str], Path]:
    """Write words that nobody published for a scale of others: `invented_words("who5", "fr")` is the site's folder."""

    def write(key: str, language: str) -> Path:
        instrument = load_library([ROOT / "instruments"])[f"{key}@1"]
        folder = tmp_path / "ours" / key / "1"
        folder.mkdir(parents=True, exist_ok=True)
        values = range(instrument.items[0].lowest, instrument.items[0].highest + 1)
        options = "".join(
            f'[[options]]\nvalue = {v}\nlabel = "Réponse cachée {v}"\n' for v in values
        )
        items = "".join(f'{item.key} = "Question cachée {item.key}"\n' for item in instrument.items)
        (folder / f"{language}.toml").write_text(
            f'language = "{language}"\nstatus = "validated"\ntitle = "Titre caché"\n'
            f'introduction = "Consigne cachée"\nlicence = "with a letter"\nsource = "Source cachée"\n'
            f"{options}[items]\n{items}"
        )
        return tmp_path / "ours"

    return write

"""What a site reads once, at start, and a test changes: instruments, batteries, sentences."""

from village.library import installed, reading
from village.library.languages import words


def forget() -> None:
    """Read the folders and the catalogues again at the next call."""
    for read in (
        reading._read,
        words.parent_words,
        installed.wanted_batteries,
        installed.batteries,
    ):
        read.cache_clear()

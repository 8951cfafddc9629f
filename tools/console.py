"""How a script speaks: a line when it starts something long, one sentence when it cannot go on."""

import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]


def say(sentence: str) -> None:
    """Tell the person waiting what is happening, at once even through a pipe."""
    print(sentence, flush=True)


def stop(sentence: str) -> NoReturn:
    """Give up with one sentence that says what to do, and exit code 1."""
    print(sentence, file=sys.stderr, flush=True)
    raise SystemExit(1)

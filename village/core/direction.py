"""Which way a score goes when someone is better."""

from typing import Literal

Direction = Literal["better", "worse"]  # what a higher score means

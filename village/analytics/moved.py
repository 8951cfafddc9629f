"""Addresses that our notebook gave before the rooms for numbers were three: they answer still, and say where they moved.

Only what the notebook named is here; anything else at an old address is an import error (docs/adr/0034).
"""

import sys
import warnings
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

MOVED: Mapping[str, str] = {
    "village.analytics.estimators.mixed": "village.statistics.estimators.mixed",
    "village.analytics.formulas": "village.statistics.formulas",
    "village.analytics.scans.fitting": "village.statistics.scans.fitting",
    "village.analytics.scans.nested": "village.statistics.scans.nested",
    "village.analytics.scans.repeated": "village.statistics.scans.repeated",
    "village.analytics.simulation.outcomes": "village.laboratory.simulation.outcomes",
}


class _Moved(ModuleType):
    """An old address: the first name asked of it imports the new one."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return found_at(MOVED[self.__name__], name, old=self.__name__)


def found_at(new: str, name: str, *, old: str) -> Any:
    """What moved to the module `new`, with a warning for whoever asked at the `old` one."""
    warnings.warn(f"{old}.{name} moved: import it from {new}.", DeprecationWarning, stacklevel=3)
    return getattr(import_module(new), name)


def answer_old_addresses() -> None:
    """Make the old addresses importable, and the folders they were in."""
    for address in MOVED:
        folder = address.rpartition(".")[0]
        if folder not in sys.modules:
            _place(folder, ModuleType(folder, "A folder of old addresses.")).__path__ = []
        _place(address, _Moved(address, f"Moved to `{MOVED[address]}`."))


def _place(address: str, module: ModuleType) -> ModuleType:
    parent, _, name = address.rpartition(".")
    sys.modules[address] = module
    setattr(sys.modules[parent], name, module)
    return module

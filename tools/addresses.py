"""Refuse a registry's address in a tracked file: where packages come from differs from place to place.

A lock with addresses in it fails on a machine that reaches its packages another way, and an address in a
script sends a private build to a public place.
"""

import re
import subprocess

from tools.console import ROOT, stop

# In pieces, so that this file is not the first one refused.
HOSTS = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("yarnpkg", "com"),
        ("conda", "anaconda", "org"),
        ("crates", "io"),
    ]
]
ADDRESS = re.compile("|".join(rf"(?<![\w-]){re.escape(host)}\b" for host in HOSTS))


def tracked_files() -> list[str]:
    """Every file git keeps or is about to."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def addresses_in(name: str) -> list[str]:
    """`file:line` of each address in a file; a file that is not text has none."""
    try:
        lines = (ROOT / name).read_text().splitlines()
    except UnicodeDecodeError:
        return []
    return [f"{name}:{number}" for number, line in enumerate(lines, 1) if ADDRESS.search(line)]


def main() -> None:
    """Say where, and stop."""
    found = [place for name in tracked_files() for place in addresses_in(name)]
    if found:
        stop("\n".join([*found, "A package registry is named there: leave the address out."]))


if __name__ == "__main__":
    main()

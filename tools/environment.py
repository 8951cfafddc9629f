"""Make `.venv` from the hashed locks: what the site needs (`run`), and what its tests need too (`development`).

    python3 -m tools.environment run | development | spark

Works on a bare Debian, as root or not: Python's own `venv` may be missing there and its pip refuses to
install for the whole machine, so pip only brings uv into `.tools`, and uv does the rest.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tools.console import ROOT, say, stop
from tools.registries import for_node, for_uv

TOOLS = ROOT / ".tools"
UV = TOOLS / "bin" / "uv"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# From the poorest to the richest: what a richer one installed, a poorer one leaves there.
LOCKS = {
    "run": "requirements/base.txt",
    "development": "requirements/dev.txt",
    "spark": "requirements/spark.txt",
}
KINDS = list(LOCKS)
# PySpark alone comes as source; it is built by the setuptools that `development` installed, which fetches nothing.
WHEELS = ("--only-binary", ":all:")
BUILT_HERE = ("--no-binary", "pyspark", "--no-build-isolation")


def fingerprint(*files: str, and_also: object = None) -> str:
    """Changes when one of the files, the interpreter or the place of the checkout does."""
    seen = hashlib.sha256(f"{ROOT} {sys.executable} {sys.version} {and_also}".encode())
    for name in files:
        seen.update((ROOT / name).read_bytes())
    return seen.hexdigest()


def how_to_install() -> list[object]:
    """The parts of pyproject.toml that an installation depends on; the linters' settings are not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [project["project"], project["build-system"], project["tool"]["uv"]]


def read_stamp(folder: Path) -> dict[str, str]:
    """What was last installed there, whole; nothing when it never was."""
    try:
        return dict(json.loads((folder / ".installed.json").read_text()))
    except (OSError, ValueError):
        return {}


def write_stamp(folder: Path, stamp: dict[str, str]) -> None:
    """Written last: an installation cut short is begun again."""
    (folder / ".installed.json").write_text(json.dumps(stamp))


def call(*command: object, refusal: str, **settings: object) -> None:
    """Run one step quietly; when it fails, show what it said and then our sentence."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **{name: str(value) for name, value in settings.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout.rstrip(), file=sys.stderr)
        stop(refusal)


def bring_uv() -> None:
    """Install the one pinned tool that installs everything else."""
    stamp = {"lock": fingerprint("requirements/uv.txt")}
    if UV.exists() and read_stamp(TOOLS) == stamp:
        return
    shutil.rmtree(TOOLS, ignore_errors=True)
    has_pip = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, check=False
    )
    if has_pip.returncode != 0:
        stop(f"{sys.executable} has no pip: on Debian, `apt-get install python3-pip` brings it.")
    call(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--no-input", "--retries=2", "--target", TOOLS),
        *("--require-hashes", "--requirement", "requirements/uv.txt"),
        refusal="uv could not be installed (see above): is there a network, and a package index pip can reach?",
    )
    write_stamp(TOOLS, stamp)


def still_works() -> bool:
    """Whether the environment was made here, with the Python we were asked for, and still runs."""
    ask = [str(PYTHON), "-c", "import sys; print(sys.version)"]
    try:
        # Its programs begin with the path of their Python: a folder that was moved has to be made again.
        was_made_here = str(PYTHON) in (VENV / "bin" / "village").read_text()
        answer = subprocess.run(ask, capture_output=True, text=True, check=False)
    except OSError:
        return False
    return was_made_here and answer.stdout.strip() == sys.version


def install_packages(kind: str) -> str:
    """Fill the environment; returns what is in it now, since a richer one is left as it is."""
    stamp = read_stamp(VENV)
    there = stamp.get("kind", KINDS[0])
    # `make run` between two `make test` takes nothing away.
    kind = max(kind, there, key=KINDS.index)
    wanted = {"kind": kind, "lock": fingerprint(LOCKS[kind], and_also=how_to_install())}
    if stamp == wanted and PYTHON.exists():
        return kind

    bring_uv()
    say("Installing Python packages (about half a minute the first time) …")
    registries = for_uv()
    if not still_works():
        call(
            *(UV, "venv", "--clear", "--no-python-downloads", "--python", sys.executable, VENV),
            refusal="The Python environment .venv could not be made (see above).",
        )
    (VENV / ".installed.json").unlink(missing_ok=True)
    for step in ("development", "spark") if kind == "spark" else (kind,):
        how = (*WHEELS, *BUILT_HERE) if step == "spark" else WHEELS
        call(
            *(UV, "pip", "sync", "--python", PYTHON, "--require-hashes", *how, LOCKS[step]),
            refusal="The packages could not be installed (see above): is there a network?",
            **registries,
        )
    # uv carries its own build backend: the `village` command is made without fetching anything.
    call(
        *(UV, "pip", "install", "--python", PYTHON, "--no-deps", "--offline", "--editable", ROOT),
        refusal="The `village` command could not be made (see above).",
    )
    write_stamp(VENV, wanted)
    return kind


def install_browser_files(kind: str) -> None:
    """Let the packaged npm fetch what pages use in a browser, what the accessibility tests do, and the fonts of print."""
    arguments = ("--omit=dev",) if kind == "run" else ()
    wanted = {
        "kind": "run" if kind == "run" else "development",
        "lock": fingerprint("package.json", "package-lock.json", "tools/assets.py"),
    }
    modules = ROOT / "node_modules"
    filled = (ROOT / "static" / "vendor").is_dir() and (ROOT / "fonts").is_dir()
    if read_stamp(modules) == wanted and filled:
        return
    say("Fetching browser files and fonts …")
    call(
        *(PYTHON, "-m", "tools.assets", *arguments),
        refusal="The browser files and fonts could not be fetched (see above): is there a network?",
        **for_node(),
    )
    write_stamp(modules, wanted)


def main() -> None:
    """Do what is missing, and only that: the second time takes a fraction of a second."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=LOCKS)
    kind = install_packages(parser.parse_args().kind)
    install_browser_files(kind)
    call(
        PYTHON, "-m", "tools.messages", "compile", refusal="The translations could not be compiled."
    )


if __name__ == "__main__":
    main()

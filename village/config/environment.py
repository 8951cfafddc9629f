"""Settings come from the environment; what is missing or misspelt fails at start, with the name of the variable."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from village.core.errors import InvalidDocument
from village.formats.press.marks import Mark, read_mark

MODES = ("production", "demo", "test")
THIS_MACHINE = "localhost,127.0.0.1,[::1],testserver"


def required(name: str, *, why: str) -> str:
    """The value of a variable a site cannot run without."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {why}.")
    return value


def optional(name: str, default: str) -> str:
    """The value of a variable that has a sensible default."""
    return os.environ.get(name, "").strip() or default


def listed(name: str, default: str) -> list[str]:
    """A comma-separated list."""
    return [entry.strip() for entry in optional(name, default).split(",") if entry.strip()]


def flag(name: str, *, default: bool) -> bool:
    """`1` or `0`; anything else is refused rather than guessed."""
    value = optional(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is 1 or 0, not {value!r}.")
    return value == "1"


def hosts_of_a_demo() -> str:
    """This machine's own names; any name, once `village serve` was told to listen to others (a phone nearby)."""
    listens_on = optional("VILLAGE_LISTENS_ON", "127.0.0.1")
    return THIS_MACHINE if listens_on in THIS_MACHINE.split(",") else "*"


def mode() -> str:
    """`production` unless said otherwise: the demo's open doors must be asked for by name."""
    chosen = optional("VILLAGE_MODE", "production")
    if chosen not in MODES:
        raise ImproperlyConfigured(f"VILLAGE_MODE is one of {', '.join(MODES)}, not {chosen!r}.")
    return chosen


def host_of(site_url: str) -> str:
    """The host name of the site's own address, which is https and nothing more."""
    parts = urlsplit(site_url)
    if parts.scheme != "https" or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(
            f"VILLAGE_SITE_URL is written https://village.example, not {site_url!r}."
        )
    return parts.hostname


def mark(site_name: str) -> Mark:
    """The mark of what is printed: the picture of `VILLAGE_MARK`, or the site's name. What is no picture is refused."""
    if not (path := optional("VILLAGE_MARK", "")):
        return Mark(site_name)
    try:
        return read_mark(Path(path), says=optional("VILLAGE_MARK_SAYS", site_name))
    except InvalidDocument as refused:
        raise ImproperlyConfigured(f"VILLAGE_MARK: {refused}") from None


def database(url: str) -> dict[str, object]:
    """Django's description of `sqlite:///path` or `postgresql://user:password@host:port/name?host=/socket/dir`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")) or ":memory:",
            # An acknowledged answer survives a power cut: FULL, where NORMAL lost 1 071 rows in six cuts.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or query.pop("port", "")),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": query,
        }
    raise ImproperlyConfigured(
        "VILLAGE_DATABASE begins with sqlite:/// or postgresql://, for example sqlite:////srv/village/village.sqlite3."
    )


def existing_folder(path: str | Path) -> Path:
    """A folder, made when it is not there yet."""
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder

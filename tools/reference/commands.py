"""The command line, from its own help."""

import inspect
from enum import Enum
from typing import Any

import typer

from tools.reference.markdown import head, paragraphs, table
from village.cli import app


def command_line() -> str:
    """Every command: what it is for, and what it takes."""
    group: Any = typer.main.get_command(app)
    parts = [
        head("The command line", "village/cli"),
        f"{group.help}\n\nWhat cannot be done is said in one sentence on standard error, with exit code 2.\n",
    ]
    for name, command in group.commands.items():
        inside = getattr(command, "commands", {})
        parts += [_command(f"{name} {verb}", under) for verb, under in inside.items()]
        parts += [] if inside else [_command(name, command)]
    return "\n".join(parts)


def _command(name: str, command: Any) -> str:
    takes = [*(p for p in command.params if not p.opts[0].startswith("-"))]
    options = [p for p in command.params if p not in takes]
    usage = " ".join(
        ["village", name, *(_place(p) for p in takes), *(["[OPTIONS]"] * bool(options))]
    )
    taken = table(
        ("argument", "what it says", "by default"), [_parameter(p) for p in (*takes, *options)]
    )
    text = paragraphs(command.help)
    return f"## `village {name}`\n\n{text}\n\n```text\n{usage}\n```\n" + (
        f"\n{taken}" if command.params else ""
    )


def _place(parameter: Any) -> str:
    word: str = parameter.name.upper()
    return word if parameter.required else f"[{word}]"


def _parameter(parameter: Any) -> tuple[str, str, str]:
    is_option = parameter.opts[0].startswith("-")
    name = ", ".join(parameter.opts) if is_option else _place(parameter)
    kind = parameter.type_descriptor.annotation
    if inspect.isclass(kind) and issubclass(kind, Enum):
        name += " " + "|".join(choice.value for choice in kind)
    elif is_option and not getattr(parameter, "is_flag", False):
        name += f" {parameter.name.upper()}"
    default = parameter.default.value if isinstance(parameter.default, Enum) else parameter.default
    if parameter.required:
        default = "*needed*"
    elif default in (None, False):
        default = ""
    return (
        f"`{name}`",
        parameter.help,
        f"{default:%Y-%m-%d}" if hasattr(default, "year") else str(default),
    )

"""`village`: the command line, for those who run a site and those who only bring a data file."""

import io
import sys

import typer

from village.cli.batteries import batteries
from village.cli.calibrate import calibrate
from village.cli.combine import combine
from village.cli.demo import demo
from village.cli.drafting import draft
from village.cli.evaluate import evaluate
from village.cli.export import export
from village.cli.fit import fit
from village.cli.instruments import instruments
from village.cli.invite import invite
from village.cli.migrate import migrate
from village.cli.mmrm import mmrm
from village.cli.moments import moments
from village.cli.plan import plan
from village.cli.power import power
from village.cli.printing import bilingual, paper
from village.cli.reliability import reliability
from village.cli.score import score
from village.cli.serve import serve
from village.cli.simulate import simulate
from village.cli.snapshot import snapshot
from village.cli.territory import territory
from village.cli.tidy import tidy
from village.core.errors import DomainError

app = typer.Typer(
    name="village",
    help="Measure what peer-support groups change for parents, from a phone to a published figure.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
for command in (
    serve,
    demo,
    migrate,
    invite,
    tidy,
    snapshot,
    evaluate,
    export,
    score,
    simulate,
    power,
    calibrate,
    fit,
    mmrm,
    reliability,
    moments,
    combine,
    territory,
):
    app.command()(command)
instruments.command()(draft)
instruments.command()(paper)
instruments.command()(bilingual)
app.add_typer(plan)
app.add_typer(instruments)
app.add_typer(batteries)


def main() -> None:
    """Run a command; what cannot be done is one sentence on standard error, and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # JSON is UTF-8, wherever it is printed
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except DomainError as error:
        refuse(str(error))
    except OSError as error:
        is_about_a_file = error.filename is not None and error.strerror is not None
        refuse(f"{error.filename}: {error.strerror}" if is_about_a_file else str(error))
    except Exception as error:
        # Django may not be installed for someone who only evaluates: look at the name, not the class.
        if type(error).__name__ != "ImproperlyConfigured":
            raise
        refuse(str(error))


def refuse(sentence: str) -> None:
    """Say why, and stop."""
    print(f"village: {sentence}", file=sys.stderr)
    sys.exit(2)

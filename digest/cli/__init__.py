"""The command `digest`."""

from __future__ import annotations

import typer

from digest import __version__
from digest.cli.address import address
from digest.cli.articles import articles
from digest.cli.backup import backup, restore
from digest.cli.batch import extract, stories, summary, timeline
from digest.cli.correct import correct
from digest.cli.dates import dates
from digest.cli.doctor import doctor
from digest.cli.drain import drain_service
from digest.cli.ingest import ingest
from digest.cli.jobs import jobs, trigger
from digest.cli.make import make
from digest.cli.migrate import migrate
from digest.cli.plan import plan
from digest.cli.preview import preview
from digest.cli.recipients import recipients
from digest.cli.search import search
from digest.cli.sources import sources
from digest.cli.status import status
from digest.cli.takedown import takedown
from digest.cli.tokens import tokens
from digest.cli.up import up
from digest.cli.verify import verify

app = typer.Typer(
    name="digest",
    help=(
        "Turns articles into cited, dated digests: feeds, a page and a PDF briefing. "
        "No sentence without its source, no date without its proof, no key, no cloud."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 an article cannot be used, 4 the result "
        "cannot be written, 5 a system library is missing, 6 a defect of ours, 7 the service's "
        "database cannot be used, 8 an address cannot be fetched, 130 interrupted."
    ),
)
app.command("up")(up)
app.command("ingest")(ingest)
app.command("trigger")(trigger)
app.command("correct")(correct)
app.command("takedown")(takedown)
app.command("plan")(plan)
app.add_typer(jobs, name="jobs")
app.add_typer(sources, name="sources")
app.add_typer(articles, name="articles")
app.command("search")(search)
app.command("address")(address)
app.command("recipients")(recipients)
app.add_typer(tokens, name="tokens")
app.command("status")(status)
app.command("doctor")(doctor)
app.command("drain")(drain_service)
app.command("backup")(backup)
app.command("restore")(restore)
app.command("migrate")(migrate)
app.command("make")(make)
app.command("preview")(preview)
app.command("verify")(verify)
app.command("dates")(dates)
app.command("summary")(summary)
app.command("timeline")(timeline)
app.command("stories")(stories)
app.command("extract")(extract)


def _version(*, value: bool) -> None:
    if value:
        typer.echo(f"digest {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    _show: bool = typer.Option(
        False,  # noqa: FBT003 - Typer's default is positional
        "--version",
        callback=_version,
        is_eager=True,
        help="Show the version and exit.",
    ),
) -> None:
    """Hold the options of the command itself."""

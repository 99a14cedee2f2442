"""`digest sources`: how the sources of a service stand, finding more, and taking lists of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from digest.cli.home import Home, opened, placed
from digest.cli.jobs import AsJson
from digest.cli.progress import console_for_tables
from digest.cli.say import say_json
from digest.config import load_definitions
from digest.config.append import add_sources
from digest.errors import OutputError
from digest.model.source import ListedFeed, SourceHealth
from digest.service.context import open_context
from digest.service.desk import ShownSource, shown_sources
from digest.service.subscribe import as_sources, exported, listed_feeds, offered_feeds

sources = typer.Typer(
    help="Show how the sources of a service stand, find more, take lists of them in and out.",
    invoke_without_command=True,
    no_args_is_help=False,
)

_STYLES = {
    SourceHealth.FINE: "green",
    SourceHealth.FRESH: "dim",
    SourceHealth.FAILING: "bold red",
    SourceHealth.SILENT: "yellow",
    SourceHealth.GONE: "red",
}


@sources.callback()
def show_sources(context: typer.Context, *, home: Home = None, as_json: AsJson = False) -> None:
    """Show how each source of a service stands; sources are defined in digest.toml.

    `silent` is a source that answers, but has brought nothing new for four times as long as it
    usually takes; two weeks where that is not known. Articles a day, duplicates and delay are of
    the last week.

    For example:

      digest sources --json

      digest sources import subscriptions.opml
    """
    if context.invoked_subcommand is not None:
        return
    with opened(home) as service:
        found = shown_sources(service)
    if as_json:
        say_json([_told(source) for source in found])
    elif not found:
        typer.echo(
            "There is no source; define one in digest.toml:\n\n"
            '  [[source]]\n  name = "gazette"\n  kind = "feed"\n'
            '  address = "https://example.org/feed.xml"',
            err=True,
        )
    else:
        console_for_tables().print(_table(found))


@sources.command("import")
def import_list(
    path: Annotated[str, typer.Argument(metavar="OPML", help="The list; '-' is standard input.")],
    *,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Add the feeds of a reader's list (OPML) to digest.toml; those in it already are left.

    For example:

      digest sources import subscriptions.opml
    """
    _add(home, listed_feeds(path), as_json=as_json)


@sources.command("export")
def export_list(
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="FILE", help="Write it here.", show_default="standard output"
        ),
    ] = None,
    home: Home = None,
) -> None:
    """Write the feeds of digest.toml as a list that readers take (OPML).

    For example:

      digest sources export -o sources.opml
    """
    with open_context(placed(home)) as service:
        defined = load_definitions(service.place.definitions).sources
        made = exported(service, defined)
    if out is None:
        typer.echo(made.decode(), nl=False)
        return
    try:
        out.write_bytes(made)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}.") from error


@sources.command("find")
def find_feeds(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of a site or a feed.")],
    *,
    add: Annotated[bool, typer.Option("--add", help="Add the first to digest.toml.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Find the feeds that a site offers.

    For example:

      digest sources find https://example.org --add
    """
    with open_context(placed(home)) as service:
        found = offered_feeds(service, url)
    if add:
        _add(home, found[:1], as_json=as_json)
    elif as_json:
        say_json([{"title": feed.title, "address": feed.address} for feed in found])
    else:
        for feed in found:
            typer.echo(f"{feed.address}  {feed.title}")


def _add(home: Path | None, feeds: tuple[ListedFeed, ...], *, as_json: bool) -> None:
    place = placed(home)
    known = load_definitions(place.definitions).sources
    fresh = as_sources(feeds, known)
    if fresh:
        place.home.mkdir(parents=True, exist_ok=True)
        add_sources(place.definitions, fresh)
    if as_json:
        say_json({"added": [source.name for source in fresh], "known": len(feeds) - len(fresh)})
        return
    typer.echo(
        f"{len(fresh)} added to {place.definitions}, {len(feeds) - len(fresh)} known.", err=True
    )
    for source in fresh:
        typer.echo(f"  {source.name}  {source.address}", err=True)


def _table(found: tuple[ShownSource, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("source", "state", "asked each", "last answer", "last new", "a day", "known"):
        table.add_column(name)
    table.add_column("delay")
    table.add_column("error", overflow="fold")
    for source in found:
        style = _STYLES[source.health]
        table.add_row(
            escape(source.name),
            f"[{style}]{source.health}[/]",
            _span(source.interval),
            _moment(source.heard),
            _moment(source.found),
            f"{source.articles_a_day:g}",
            "" if source.duplicates is None else f"{source.duplicates:.0%}",
            _span(source.delay) if source.delay else "",
            escape(source.error or ""),
        )
    return table


def _told(source: ShownSource) -> dict[str, object]:
    return {
        "name": source.name,
        "kind": source.kind,
        "address": source.address,
        "health": source.health,
        "interval": source.interval.total_seconds(),
        "due": source.due.isoformat(),
        "heard": source.heard.isoformat() if source.heard else None,
        "found": source.found.isoformat() if source.found else None,
        "error": source.error,
        "articles_a_day": source.articles_a_day,
        "duplicates": source.duplicates,
        "delay": source.delay.total_seconds() if source.delay else None,
    }


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"


def _span(span: timedelta) -> str:
    """Return a span of time as people say it: to the minute, the hour or the day."""
    minutes = span.total_seconds() / 60
    for size, letter in ((1440, "d"), (60, "h")):
        if minutes >= size:
            return f"{minutes / size:.3g} {letter}"
    return f"{minutes:.3g} min"

"""`digest sources`: how the sources of a service stand."""

from __future__ import annotations

from datetime import datetime, timedelta

import typer
from rich.markup import escape
from rich.table import Table

from digest.cli.home import Home, opened
from digest.cli.jobs import AsJson
from digest.cli.progress import console_for_tables
from digest.cli.say import say_json
from digest.model.source import SourceHealth
from digest.service.desk import ShownSource, shown_sources

_STYLES = {
    SourceHealth.FINE: "green",
    SourceHealth.FRESH: "dim",
    SourceHealth.FAILING: "bold red",
    SourceHealth.SILENT: "yellow",
    SourceHealth.GONE: "red",
}


def sources(*, home: Home = None, as_json: AsJson = False) -> None:
    """Show how each source of a service stands; sources are defined in digest.toml.

    `silent` is a source that answers, but has brought nothing new for two weeks, or twelve times
    as long as it is asked. Articles a day, duplicates and delay are of the last week.

    For example:

      digest sources --json
    """
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

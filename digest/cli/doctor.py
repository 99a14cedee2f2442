"""`digest doctor`: what is wrong with a service, and what to do about it."""

from __future__ import annotations

import typer
from rich.markup import escape
from rich.table import Table

from digest.cli.home import Home, placed
from digest.cli.jobs import AsJson
from digest.cli.progress import console_for_tables
from digest.cli.say import say_json
from digest.config import load_definitions
from digest.errors import ConfigError
from digest.model.place import Place
from digest.service.context import utc_now
from digest.service.doctor import Finding, Health, examine

_STYLES = {Health.FINE: "green", Health.WARNING: "yellow", Health.BROKEN: "bold red"}


def doctor(*, home: Home = None, as_json: AsJson = False) -> None:
    """Look at every part of a service, and say what is wrong and what to do.

    Home, digest.toml, public address, printing, database, documents, workers, web, clocks, jobs,
    sources, webhooks and mail; exit code 1 when a part is broken. Nothing is changed. A service
    that does not run is told so: its workers and its web give no sign of life.

    For example:

      digest doctor --json
    """
    place = placed(home)
    found = examine(place, now=utc_now(), definitions=_wrong(place))
    if as_json:
        say_json([_told(one) for one in found])
    else:
        console_for_tables().print(_table(found))
    if any(one.health is Health.BROKEN for one in found):
        raise typer.Exit(1)


def _wrong(place: Place) -> str | None:
    try:
        load_definitions(place.definitions)
    except ConfigError as error:
        return str(error)
    return None


def _table(found: tuple[Finding, ...]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for one in found:
        mark = f"[{_STYLES[one.health]}]{one.health}[/]"
        cure = f"\n→ {escape(one.cure)}" if one.cure else ""
        table.add_row(mark, one.part, escape(one.said) + cure)
    return table


def _told(one: Finding) -> dict[str, str]:
    return {"part": one.part, "health": one.health, "said": one.said, "cure": one.cure}

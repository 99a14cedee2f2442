"""`digest status`: which parts of a service live, what waits, what failed, what came out last."""

from __future__ import annotations

import json
import socket
import time
from collections import Counter
from datetime import timedelta
from typing import Annotated

import typer
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from digest.cli.home import Home, opened
from digest.cli.progress import console_for_tables
from digest.model.job import JobState
from digest.service.context import Context
from digest.service.shelf import shown_digests
from digest.service.vitals import Vitals, vitals

_SILENCE = timedelta(seconds=30)
"""Processes that gave no sign of life for so long are held to be gone: the length of a lease."""
_LOOK = 1.0
_OPEN = (JobState.WAITING, JobState.RUNNING, JobState.DEAD)


def status(
    *,
    home: Home = None,
    here: Annotated[
        bool, typer.Option("--here", help="Count only the workers of this machine, or container.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on showing it until Ctrl-C.")] = False,
) -> None:
    """Show how a service is; exit code 1 when no worker gave a sign of life in 30 seconds."""
    with opened(home) as service:
        if watch:
            with Live(console=console_for_tables(), auto_refresh=False) as live:
                while True:
                    live.update(_table(service, vitals(service, within=_SILENCE)), refresh=True)
                    time.sleep(_LOOK)
        found = vitals(service, within=_SILENCE)
        if as_json:
            typer.echo(json.dumps(_told(service, found), ensure_ascii=False))
        else:
            console_for_tables().print(_table(service, found))
    machine = f"{socket.gethostname()}:"
    if not any(
        b.kind == "worker" and (not here or b.name.startswith(machine)) for b in found.alive
    ):
        typer.echo("digest: no worker lives; start the service with `digest up`.", err=True)
        raise typer.Exit(1)


def _table(service: Context, found: Vitals) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    kinds = Counter(beat.kind for beat in found.alive)
    table.add_row("parts", ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())) or "none")
    if found.drained:
        said = f"nothing is begun since {found.drained:%Y-%m-%d %H:%M}Z (digest drain --end)"
        table.add_row("drained", f"[bold yellow]{said}[/]")
    for state in _OPEN:
        counts = {kind: n for (kind, at), n in sorted(found.jobs.items()) if at is state}
        shown = ", ".join(f"{n} {kind}" for kind, n in counts.items()) or "none"
        alarming = state is JobState.DEAD and counts
        table.add_row(
            str(state), f"[bold red]{shown}[/] (digest jobs --state dead)" if alarming else shown
        )
    for pool, since in sorted(found.oldest.items()):
        age = (found.now - since).total_seconds()
        table.add_row("oldest", f"{age:.0f} s in {pool}")
    for digest in shown_digests(service):
        name = digest.definition.name
        if digest.latest is None:
            table.add_row(name, "no edition yet")
            continue
        latest = digest.latest
        said = f"no. {latest.number}, {latest.released:%Y-%m-%d %H:%M}Z, {latest.title}"
        table.add_row(name, escape(said))
        if name in found.uncorrected:
            numbers = ", ".join(f"no. {number}" for number in found.uncorrected[name])
            told = f"{numbers}: sources say otherwise by now (digest correct {name}/NUMBER)"
            table.add_row("", f"[yellow]{escape(told)}[/]")
    for sentence in _sentences(found):
        table.add_row("trouble", f"[bold red]{escape(sentence)}[/]")
    return table


def _sentences(found: Vitals) -> list[str]:
    """Return what the parts say is wrong, each once."""
    return sorted({said for beat in found.alive for said in beat.told.values()})


def _told(service: Context, found: Vitals) -> dict[str, object]:
    return {
        "now": found.now.isoformat(),
        "parts": [
            {
                "name": beat.name,
                "kind": beat.kind,
                "at": beat.at.isoformat(),
                "told": dict(beat.told),
            }
            for beat in found.alive
        ],
        "drained_since": found.drained.isoformat() if found.drained else None,
        "jobs": [
            {"kind": kind, "state": state, "count": count}
            for (kind, state), count in sorted(found.jobs.items())
        ],
        "oldest_pending_seconds": {
            pool: (found.now - since).total_seconds() for pool, since in found.oldest.items()
        },
        "digests": [
            {
                "name": digest.definition.name,
                "edition": digest.latest.number if digest.latest else None,
                "released": digest.latest.released.isoformat() if digest.latest else None,
                "uncorrected": found.uncorrected.get(digest.definition.name, []),
            }
            for digest in shown_digests(service)
        ],
    }

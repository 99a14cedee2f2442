"""`digest drain`: work comes to a rest, for a move, a backup or an upgrade in peace."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from digest.cli.home import Home, opened
from digest.cli.jobs import AsJson
from digest.cli.say import say_json
from digest.service.drain import Draining, drain, draining, resume

_LOOK = 0.5


def drain_service(
    *,
    end: Annotated[bool, typer.Option("--end", help="Let work go on.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Return once no job runs any more.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Let workers finish what they do and begin nothing; articles and wishes are still accepted.

    Feeds, pages and PDFs stay up. The schedule goes on: what falls due waits, and is made when
    work goes on. For a rolling restart it is not needed: end workers one by one with SIGTERM.

    For example:

      digest drain --wait && digest backup /backups/monday && digest drain --end
    """
    with opened(home) as service:
        found = resume(service) if end else drain(service)
        while wait and not end and found.running:
            time.sleep(_LOOK)
            found = draining(service)
    if as_json:
        since = found.since.isoformat() if found.since else None
        say_json({"drained_since": since, "running": found.running})
    else:
        typer.echo(_said(found), err=True)


def _said(found: Draining) -> str:
    if found.since is None:
        return "Work goes on."
    rest = "nothing runs" if not found.running else f"{found.running} jobs still run"
    return f"Nothing is begun since {found.since:%Y-%m-%d %H:%M:%S}Z; {rest}."

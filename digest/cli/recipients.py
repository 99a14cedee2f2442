"""`digest recipients`: who gets a digest by mail, who has left, and taking them back."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from digest.cli.home import Home, opened
from digest.cli.jobs import AsJson
from digest.cli.progress import console_for_tables
from digest.cli.say import say_json
from digest.model.delivery import Recipient
from digest.service.recipients import readmit, recipients_of


def recipients(
    digest: Annotated[str, typer.Argument(metavar="NAME", help="The digest.")],
    *,
    take_back: Annotated[
        str | None,
        typer.Option("--readmit", metavar="ADDRESS", help="Let who left get mail again."),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show who gets a digest by mail, and who has unsubscribed.

    Recipients are named in digest.toml, under [digest.mail]; who unsubscribes stays named there
    and gets no mail.

    For example:

      digest recipients harbour-watch --readmit desk@example.org
    """
    with opened(home) as service:
        if take_back:
            readmit(service, digest, take_back)
        found = recipients_of(service, digest)
    if as_json:
        say_json([_told(one) for one in found])
        return
    table = Table("address", "unsubscribed, UTC", box=None, pad_edge=False, header_style="dim")
    for one in found:
        table.add_row(escape(one.address), f"{one.left:%Y-%m-%d %H:%M}" if one.left else "")
    console_for_tables().print(table)


def _told(one: Recipient) -> dict[str, object]:
    return {"address": one.address, "left": one.left.isoformat() if one.left else None}

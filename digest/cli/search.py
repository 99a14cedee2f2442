"""`digest search`: what editions quote, and articles, found by their words."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape

from digest.cli.home import Home, opened
from digest.cli.jobs import AsJson
from digest.cli.progress import console_for_tables
from digest.cli.say import say_json
from digest.model.search import Order
from digest.service.search import FARTHEST, PAGE, look_for
from digest.text.query import HELP


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help=HELP)],
    *,
    order: Annotated[Order, typer.Option(help="What stands first.")] = Order.NEWEST,
    offset: Annotated[int, typer.Option(min=0, max=FARTHEST, help="Hits to pass over.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=FARTHEST, help="Hits to show.")] = PAGE,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Search the editions and articles of a service.

    For example:

      digest search harbour cranes

      digest search -- '"state of emergency"' -italy from:2020-03 --order best
    """
    asked = " ".join(words)
    with opened(home) as service:
        found = look_for(service, asked, trusted=True, order=order, offset=offset, limit=limit)
        base = service.place.base.base_url
    if as_json:
        hits = []
        for hit in found.hits:
            values = asdict(hit) | {"url": base + hit.address, "day": hit.day and str(hit.day)}
            values |= {"came": hit.came.isoformat(), "updated": hit.updated.isoformat()}
            del values["marked"], values["address"]
            hits.append(values)
        say_json({"total": found.total, "hits": hits})
        return
    console = console_for_tables()
    typer.echo(f"Found in {found.counted}." if found.total else "Nothing was found.", err=True)
    for hit in found.hits:
        of = f"{hit.of}, no. {hit.edition}" if hit.of else hit.outlet or "article"
        day = f", {hit.day_words}" if hit.day else ""
        console.print(f"[bold]{escape(hit.title)}[/bold] [dim]({escape(of)}{day})[/dim]")
        pieces = [f"[yellow]{escape(p)}[/yellow]" if yes else escape(p) for p, yes in hit.marked]
        console.print(f"  {''.join(pieces)}")
        console.print(f"  [dim]{escape(base + hit.address)}[/dim]", soft_wrap=True)

"""`digest address`: where a digest stands, and a new secret for a private one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from digest.cli.home import Home, opened
from digest.cli.jobs import AsJson
from digest.cli.say import say_json
from digest.service.secrecy import rotate, whereabouts


def address(
    digest: Annotated[str, typer.Argument(metavar="NAME", help="The digest.")],
    *,
    fresh: Annotated[
        bool, typer.Option("--rotate", help="Give a private digest another secret first.")
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show where the page and the feeds of a digest stand.

    The addresses of a private digest (`private = true` in digest.toml) hold a secret: whoever has
    one reads the digest. When one got around, --rotate gives the digest others; the old ones lead
    nowhere from then on, and entries keep their ids.

    For example:

      digest address board --rotate
    """
    with opened(home) as service:
        found = rotate(service, digest) if fresh else whereabouts(service, digest)
    if as_json:
        say_json(asdict(found))
        return
    typer.echo(found.page)
    for url in found.feeds.values():
        typer.echo(url)

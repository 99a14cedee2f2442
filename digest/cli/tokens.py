"""`digest tokens`: who may do what over HTTP."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from digest.cli.home import Home, opened
from digest.cli.jobs import AsJson
from digest.cli.progress import console_for_tables
from digest.cli.say import say_json
from digest.model.token import Scope, Token
from digest.service import tokens as service

tokens = typer.Typer(
    help="Give out tokens for the HTTP interface, list them, take them back.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the token is called.")]


@tokens.command("add")
def add(
    name: Name,
    *,
    scope: Annotated[
        list[Scope],
        typer.Option(
            help="What its bearer may do; give it several times for several things. ingest: send "
            "articles; trigger: ask for editions; read: read what is not public; admin: all."
        ),
    ],
    expires: Annotated[
        str | None,
        typer.Option(
            metavar="DAY", help="Day from which on it is none any more (UTC).", show_default=False
        ),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Give out a token and print it, this once: a hash is kept of it.

    As soon as there is a token, everyone who changes anything over HTTP needs one, at this
    machine too. A running service knows it from the next request on.

    For example:

      digest tokens add wire-import --scope ingest

      digest tokens add desk --scope trigger --scope read --expires 2030-12-31
    """
    with opened(home) as opened_service:
        minted = service.add(opened_service, name, scope, expires)
    if as_json:
        say_json({**_told(minted.token), "secret": minted.secret})
        return
    typer.echo(minted.secret)
    sys.stderr.write(
        "Keep it now: it is not shown again. Send it as `Authorization: Bearer ...`.\n"
    )


@tokens.command("list")
def list_tokens(*, home: Home = None, as_json: AsJson = False) -> None:
    """List the tokens: what each may do, until when, and the last day it was used.

    Those of DIGEST_TOKENS are not among them.
    """
    with opened(home) as opened_service:
        found = service.shown(opened_service)
    if as_json:
        say_json([_told(token) for token in found])
        return
    table = Table(
        "name", "scopes", "made", "expires", "used", box=None, pad_edge=False, header_style="dim"
    )
    for token in found:
        table.add_row(
            escape(token.name),
            " ".join(sorted(token.scopes)),
            f"{token.created:%Y-%m-%d}",
            f"{token.expires:%Y-%m-%d %H:%M}" if token.expires else "",
            f"{token.used:%Y-%m-%d}" if token.used else "never",
        )
    console_for_tables().print(table)


@tokens.command("revoke")
def revoke(name: Name, *, home: Home = None) -> None:
    """Let a token be none any more, from the next request on."""
    with opened(home) as opened_service:
        others = service.revoke(opened_service, name)
    sys.stderr.write(f"{name} is revoked.\n")
    if not others:
        sys.stderr.write(
            "It was the last one: unless DIGEST_TOKENS is set, anyone at this machine may write "
            "over HTTP again.\n"
        )


def _told(token: Token) -> dict[str, object]:
    return {
        "name": token.name,
        "scopes": sorted(token.scopes),
        "created": token.created.isoformat(),
        "expires": token.expires.isoformat() if token.expires else None,
        "used": token.used.isoformat() if token.used else None,
    }

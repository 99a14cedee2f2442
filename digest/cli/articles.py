"""`digest articles`: a stored article, what a newer version says otherwise, taking one back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape

from digest.cli.home import Home, opened
from digest.cli.jobs import AsJson
from digest.cli.progress import console_for_tables
from digest.cli.say import say_json
from digest.model.change import ChangeKind
from digest.service.reading import read_article
from digest.service.versions import Changes, changes
from digest.service.withdrawing import reinstate_article, withdraw_article

articles = typer.Typer(
    help="Show a stored article, what a newer version of it says otherwise, or withdraw it.",
    no_args_is_help=True,
)

_MARKS = {
    ChangeKind.KEPT: (" ", "dim"),
    ChangeKind.CHANGED: ("~", "yellow"),
    ChangeKind.REMOVED: ("-", "red"),
    ChangeKind.ADDED: ("+", "green"),
}
_Id = Annotated[str, typer.Argument(metavar="ID", help="The article's id; a job's result has it.")]


@articles.command("show")
def show(
    article: _Id,
    *,
    version: Annotated[
        int | None, typer.Option(min=1, help="Which version.", show_default="the newest")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Print a version of an article: its text, as it was taken in.

    For example:

      digest articles show a-5f0c --version 1
    """
    with opened(home) as service:
        read = read_article(service, article, version)
    found = read.article
    if as_json:
        say_json(
            {
                "article": found.id,
                "version": found.version,
                "versions": read.versions,
                "title": found.title,
                "outlet": found.outlet,
                "url": found.url,
                "published": found.published.value,
                "accepted": found.accepted.isoformat() if found.accepted else None,
                "sha256": found.sha256,
                "withdrawn": read.withdrawal.at.isoformat() if read.withdrawal else None,
                "text": found.text,
            }
        )
        return
    typer.echo(f"{found.title} (version {found.version} of {read.versions})", err=True)
    if read.withdrawal:
        typer.echo(f"withdrawn: {read.withdrawal.reason or 'no reason given'}", err=True)
    typer.echo(found.text)


@articles.command("diff")
def diff(
    article: _Id,
    *,
    before: Annotated[
        int | None,
        typer.Option("--from", min=1, help="The older version.", show_default="the one before"),
    ] = None,
    after: Annotated[
        int | None, typer.Option("--to", min=1, help="The newer one.", show_default="the newest")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show what a newer version of an article says otherwise, and which editions quote the older.

    Sentences are marked: "-" removed, "+" added, "~" changed, from and to.

    For example:

      digest articles diff a-5f0c --from 1 --to 3
    """
    with opened(home) as service:
        found = changes(service, article, before, after)
    if as_json:
        say_json(_told(found))
        return
    console = console_for_tables()
    for change in found.sentences:
        mark, style = _MARKS[change.kind]
        for said in filter(None, dict.fromkeys((change.before, change.after))):
            console.print(f"[{style}]{mark} {escape(said)}[/]", soft_wrap=True)
    for one in found.quoted:
        typer.echo(
            f"{one.digest}, edition {one.number} quotes what was changed or removed: "
            f"{' '.join(one.sentences)}",
            err=True,
        )


@articles.command("withdraw")
def withdraw(
    article: _Id,
    *,
    reason: Annotated[
        str | None, typer.Option(help="Why; readers are told.", show_default=False)
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Let it stand again.")] = False,
    home: Home = None,
) -> None:
    """Mark an article as withdrawn: editions that quote it are marked, none more is made of it.

    Its text stays where it is; `digest takedown` erases one for good.

    For example:

      digest articles withdraw a-5f0c --reason "The interview never took place."
    """
    with opened(home) as service:
        if undo:
            was = reinstate_article(service, article)
            typer.echo("It stands again." if was else "It was not withdrawn.", err=True)
            return
        found = withdraw_article(service, article, reason)
    typer.echo(
        f"Withdrawn {found.at:%Y-%m-%d %H:%M}Z: {found.reason or 'no reason given'}", err=True
    )


def _told(found: Changes) -> dict[str, object]:
    return {
        "article": found.after.id,
        "before": found.before.version,
        "after": found.after.version,
        "last": found.last,
        "sentences": [
            {"kind": one.kind, "before": one.before, "after": one.after} for one in found.sentences
        ],
        "quoted": [asdict(one) for one in found.quoted],
    }

"""`digest ingest`: files, folders and addresses into a service."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from digest.cli.home import Home, placed
from digest.cli.progress import progress_bar
from digest.cli.say import say_json
from digest.errors import InputError, UsageError
from digest.service.context import open_context
from digest.service.ingest import Report, read_now
from digest.service.ingest import ingest as take_in
from digest.service.send import Receiver, send_to

_SHOWN = 20


def ingest(
    named: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH|URL...",
            help="Files (.txt .md .html .jsonl .eml .docx .pdf .zip .warc, exports as .html .csv "
            ".json; .gz too), folders of them, addresses of pages.",
        ),
    ],
    *,
    home: Home = None,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Send them to the service at this address; its token stands in DIGEST_TOKEN.",
            show_default=False,
        ),
    ] = None,
    read: Annotated[
        bool, typer.Option("--read", help="Read them here and now; else the service does.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON on standard output.")
    ] = False,
) -> None:
    """Take articles into a service, whether or not it runs; the same ones again change nothing.

    Exports of bookmarks, Pocket, Instapaper, Readwise, wallabag and Omnivore are lists of links,
    whose pages are fetched. What cannot be used is said at the end, with exit code 3, and does not
    keep the rest from being taken.

    For example:

      digest ingest wire/ more.jsonl.gz newsletter.eml

      digest ingest https://example.org/news/storm --read

      digest ingest archive/ --to https://news.example.org/
    """
    if to is not None:
        if read:
            raise UsageError("--read reads here what --to sends elsewhere; give one of them.")
        _send(named, Receiver(to, os.environ.get("DIGEST_TOKEN") or None), as_json=as_json)
        return
    with open_context(placed(home)) as service, progress_bar() as move:
        report = take_in(service, named, move=move)
        if read:
            read_now(service, report, worker=f"ingest:{os.getpid()}", move=move)
    if as_json:
        say_json(_told(report))
    else:
        _tell(report, read=read)
    if report.refused:
        raise InputError(f"{len(report.refused)} could not be taken; see above.")


def _send(named: list[str], receiver: Receiver, *, as_json: bool) -> None:
    with progress_bar() as move:
        sent = send_to(named, receiver, move=move)
    if as_json:
        refused = [{"name": r.name, "reason": r.reason} for r in sent.refused]
        say_json({"new": sent.accepted, "known": sent.known, "refused": refused})
    else:
        _tell(Report(sent.accepted, sent.known, sent.refused), read=False)
    if sent.refused:
        raise InputError(f"{len(sent.refused)} could not be taken; see above.")


def _tell(report: Report, *, read: bool) -> None:
    typer.echo(f"{report.new} taken in, {report.known} known already.", err=True)
    if read:
        waiting = len(report.ids) - report.done - report.dead
        typer.echo(f"{report.done} read, {report.dead} failed, {waiting} wait.", err=True)
    for refused in report.refused[:_SHOWN]:
        typer.echo(f"  {refused.name}: {refused.reason}", err=True)


def _told(report: Report) -> dict[str, object]:
    return {
        "new": report.new,
        "known": report.known,
        "done": report.done,
        "dead": report.dead,
        "refused": [{"name": r.name, "reason": r.reason} for r in report.refused],
        "jobs": list(report.ids),
    }

"""`digest correct`: a released edition anew, from what its articles say by now."""

from __future__ import annotations

import uuid
from typing import Annotated

import typer

from digest.cli.home import Home, opened
from digest.cli.jobs import AsJson, told_job, waited_for
from digest.cli.say import say_json
from digest.errors import UsageError
from digest.model.job import FINAL, JobState
from digest.service.correct import NOTHING, order_correction
from digest.service.shelf import shown_edition


def correct(
    edition: Annotated[
        str, typer.Argument(metavar="EDITION", help="NAME/NUMBER, like sample/3, or its id.")
    ],
    *,
    request: Annotated[
        str | None,
        typer.Option(
            "--id",
            metavar="ID",
            help="Id of the request: the same one gives the same revision.",
            show_default=False,
        ),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until the revision is out, or is not to be.")
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Ask for a corrected revision of an edition, and print the id of its job.

    Its articles are read as they are now, without those that were withdrawn; its number and its
    as-of time stay, and so does the revision before. `digest status` names the editions that quote
    what their sources no longer say.

    For example:

      digest correct sample/3 --wait
    """
    name, number = _named(edition)
    with opened(home) as service:
        job = order_correction(service, name, number, request or str(uuid.uuid4()))
        if wait:
            job = waited_for(service, job)
        if as_json:
            say_json(told_job(job))
        else:
            typer.echo(job.id)
        if job.state is JobState.DONE:
            revision = shown_edition(service, name, number).revision
            said = f"Edition {number} is out as revision {revision}."
            typer.echo("There is nothing to correct." if job.result == NOTHING else said, err=True)
        elif job.state in FINAL:
            typer.echo(
                f"digest: the job is {job.state}: {job.error or 'no reason given'}", err=True
            )
            raise typer.Exit(1)


def _named(edition: str) -> tuple[str, int]:
    name, mark, number = edition.rpartition("/" if "/" in edition else "-")
    if not mark or not number.isascii() or not number.isdecimal():
        raise UsageError(f"{edition!r} names no edition; write its digest and number: sample/3.")
    return name, int(number)

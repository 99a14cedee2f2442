"""`digest takedown`: an article is erased for good, wherever its words stand."""

from __future__ import annotations

import getpass
import uuid
from typing import Annotated

import typer

from digest.cli.home import Home, opened
from digest.cli.jobs import AsJson, told_job, waited_for
from digest.cli.say import say_json
from digest.model.job import FINAL, JobState
from digest.service.takedown import BACKUPS, take_down


def takedown(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="The article's id.")],
    *,
    reason: Annotated[str, typer.Option(help="Why; it stays when the text goes.")],
    by: Annotated[
        str | None, typer.Option(help="Who asks for it.", show_default="who runs this")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until all of it is erased.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; nothing brings it back.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Erase an article for good: its texts, and its words in editions, feeds and files.

    Editions that were made of it are written anew without it, with their numbers and ids; a note
    stays of who took it down, when and why. `digest articles withdraw` marks one instead.

    For example:

      digest takedown a-5f0c --reason "Court order of 3 May" --wait --yes
    """
    if not yes:
        typer.confirm(f"Erase {article} for good?", abort=True, err=True)
    with opened(home) as service:
        request = str(uuid.uuid4())
        who = by or getpass.getuser()
        job = take_down(service, article, reason=reason, by=who, request=request)
        if wait:
            job = waited_for(service, job)
    if as_json:
        say_json(told_job(job))
    else:
        typer.echo(job.id)
    if job.state is JobState.DONE:
        typer.echo(f"{job.result}. {BACKUPS}", err=True)
    elif job.state in FINAL:
        typer.echo(f"digest: the job is {job.state}: {job.error or 'no reason given'}", err=True)
        raise typer.Exit(1)

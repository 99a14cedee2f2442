"""`digest jobs`: what the service works on, and steering it; `digest trigger`: an edition now."""

from __future__ import annotations

import json
import time
import uuid
from datetime import datetime
from typing import Annotated

import typer
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from digest.cli.home import Home, opened
from digest.cli.progress import console_for_tables, progress_bar
from digest.model.job import FINAL, Job, JobState
from digest.service import steer
from digest.service.context import Context
from digest.service.shelf import shown_edition, shown_job, shown_jobs
from digest.service.trigger import trigger as ask

jobs = typer.Typer(
    help="List the jobs of a service, look at one, try it again or cancel it.",
    invoke_without_command=True,
    no_args_is_help=False,
)

_ID = 32
"""Columns of an id that are never cut: those that we mint have 32 or 36."""
_LOOK = 0.3
"""Seconds between two looks at a job that somebody waits for."""
_STYLES = {
    JobState.DONE: "green",
    JobState.RUNNING: "cyan",
    JobState.DEAD: "bold red",
    JobState.CANCELLED: "dim",
    JobState.SKIPPED: "dim",
}

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of jobs.")]


@jobs.callback()
def list_jobs(
    context: typer.Context,
    *,
    home: Home = None,
    state: Annotated[
        JobState | None, typer.Option(help="Only those in this state.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, the newest first.")] = 30,
    as_json: AsJson = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on showing them until Ctrl-C.")
    ] = False,
) -> None:
    """List jobs, the newest first: what each does, how far it is, why it failed.

    For example:

      digest jobs --state dead

      digest jobs retry 5f0c...
    """
    if context.invoked_subcommand is not None:
        return
    with opened(home) as service:
        if as_json:
            found = shown_jobs(service, state=state, limit=limit)
            typer.echo(json.dumps([told_job(job) for job in found], ensure_ascii=False))
        elif watch:
            _watch(service, state, limit)
        else:
            console_for_tables().print(_table(shown_jobs(service, state=state, limit=limit)))


@jobs.command("show")
def show(job: Annotated[str, typer.Argument(metavar="ID")], *, home: Home = None) -> None:
    """Print one job as JSON."""
    with opened(home) as service:
        typer.echo(json.dumps(told_job(shown_job(service, job)), ensure_ascii=False, indent=2))


@jobs.command("retry")
def retry(ids: Ids, *, home: Home = None) -> None:
    """Bring dead or cancelled jobs back; any other stays as it is."""
    with opened(home) as service:
        for job in ids:
            typer.echo(f"{job}: {steer.retry(service, job).state}")


@jobs.command("cancel")
def cancel(ids: Ids, *, home: Home = None) -> None:
    """Cancel jobs that are not finished; what they were making is not published."""
    with opened(home) as service:
        for job in ids:
            typer.echo(f"{job}: {steer.cancel(service, job).state}")


def trigger(
    digest: Annotated[str, typer.Argument(metavar="NAME", help="The digest.")],
    *,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Time the edition stands for; by default now.", show_default=False
        ),
    ] = None,
    request: Annotated[
        str | None,
        typer.Option(
            "--id",
            metavar="ID",
            help="Id of the request: the same one gives the same edition.",
            show_default=False,
        ),
    ] = None,
    expires: Annotated[
        int | None,
        typer.Option(
            metavar="SECONDS",
            min=1,
            help="Pass the wish over when nobody has begun it by then.",
            show_default=False,
        ),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until the edition is out, or is not to be.")
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Ask for an edition of a digest now, and print the id of its job.

    The wish is stored before the command ends; a service that does not run makes the edition once
    it is started.

    For example:

      digest trigger sample --wait
    """
    with opened(home) as service:
        job = ask(service, digest, request or str(uuid.uuid4()), as_of=as_of, expires=expires)
        if wait:
            job = waited_for(service, job)
        typer.echo(json.dumps(told_job(job), ensure_ascii=False) if as_json else job.id)
        if job.state is JobState.DONE:
            typer.echo(_outcome(service, digest, job), err=True)
        elif job.state in FINAL:
            typer.echo(
                f"digest: the job is {job.state}: {job.error or 'no reason given'}", err=True
            )
            raise typer.Exit(1)


def waited_for(service: Context, job: Job) -> Job:
    """Return a job once it is finished, and show how far it is until then."""
    with progress_bar() as progress:
        while job.state not in FINAL:
            told = job.progress
            progress(
                told.stage if told else str(job.state), *(told.done, told.total) if told else (0, 0)
            )
            time.sleep(_LOOK)
            job = shown_job(service, job.id)
    return job


def _outcome(service: Context, digest: str, job: Job) -> str:
    """Return what came of a job: the edition and where it stands, or nothing."""
    number = (job.result or "").rpartition("-")[2]
    if not number.isdecimal():
        return f"No edition: {job.result}."
    edition = shown_edition(service, digest, int(number))
    return f"Edition {number} is out: {edition.title}"


def _watch(service: Context, state: JobState | None, limit: int) -> None:
    with Live(console=console_for_tables(), auto_refresh=False, screen=False) as live:
        while True:
            live.update(_table(shown_jobs(service, state=state, limit=limit)), refresh=True)
            time.sleep(_LOOK)


def _table(found: tuple[Job, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    table.add_column("id", no_wrap=True, min_width=_ID)
    table.add_column("what", no_wrap=True, min_width=7)
    table.add_column("of", no_wrap=True, overflow="ellipsis", max_width=20)
    table.add_column("state", no_wrap=True, min_width=7)
    table.add_column("created, UTC", no_wrap=True, min_width=12)
    table.add_column("result", overflow="fold", ratio=1)
    for job in found:
        style = _STYLES.get(job.state, "")
        table.add_row(
            job.id,
            job.kind.value,
            job.subject,
            f"[{style}]{job.state}[/]" if style else job.state.value,
            f"{job.created:%d %b %H:%M}",
            escape(_said(job)),
        )
    return table


def _said(job: Job) -> str:
    if job.state is JobState.RUNNING and job.progress:
        told = job.progress
        return f"{told.stage} {told.done}/{told.total}" if told.total else told.stage
    if job.state is JobState.DEAD or job.error:
        attempts = f" (attempt {job.attempt} of {job.max_attempts})" if job.attempt > 1 else ""
        return f"{job.error}{attempts}"
    return job.result or ""


def told_job(job: Job) -> dict[str, object]:
    """Return a job as the API shows it."""
    told = job.progress
    return {
        "id": job.id,
        "kind": job.kind,
        "subject": job.subject,
        "key": job.key,
        "state": job.state,
        "attempt": job.attempt,
        "created": _moment(job.created),
        "due": _moment(job.due),
        "started": _moment(job.started),
        "finished": _moment(job.finished),
        "progress": {"stage": told.stage, "done": told.done, "total": told.total} if told else None,
        "error": job.error,
        "result": job.result,
    }


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat().replace("+00:00", "Z")

"""`digest plan`: what the next edition would be made of, and when it is due."""

from __future__ import annotations

import json
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Table

from digest.cli.home import Home, opened
from digest.cli.progress import console_for_tables
from digest.service.plan import LOOKED_AT, Judged, Plan
from digest.service.plan import plan as plan_of


def plan(
    digest: Annotated[str, typer.Argument(metavar="NAME", help="The digest.")],
    *,
    limit: Annotated[
        int, typer.Option(min=0, help="How many of the articles accepted last are judged.")
    ] = LOOKED_AT,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
    home: Home = None,
) -> None:
    """Show what the next edition of a digest would be made of, and why; nothing is changed.

    Each article is in or out for a reason: the words it says or lacks, its source, its language,
    the edition it was used for. Below them stand the next ten due times.
    """
    with opened(home) as service:
        found = plan_of(service, digest, limit=limit)
    if as_json:
        typer.echo(json.dumps(_told(found), ensure_ascii=False))
        return
    console = console_for_tables()
    console.print(f"[bold]{escape(found.definition.title)}[/] ({found.definition.name})")
    console.print(_count(found))
    if found.articles:
        console.print(_table(found.articles))
    console.print(_due(found))


def _count(found: Plan) -> str:
    if found.taken:
        return f"The next edition would be made of {found.taken} articles."
    empty = found.definition.when_empty.value
    return f"No new article: asked for now, the digest's answer is “{empty}”."


def _table(articles: tuple[Judged, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    table.add_column("", no_wrap=True, min_width=3)
    table.add_column("published", no_wrap=True, min_width=10)
    table.add_column("outlet", no_wrap=True, overflow="ellipsis", max_width=16)
    table.add_column("title", overflow="ellipsis", no_wrap=True, ratio=3, min_width=16)
    table.add_column("why", overflow="fold", ratio=2)
    for judged in articles:
        article = judged.article
        table.add_row(
            "[green]in[/]" if judged.taken else "[dim]out[/]",
            (article.published.value or "unknown")[:10],
            escape(article.outlet or ""),
            escape(article.title),
            escape("; ".join(judged.reasons)),
        )
    return table


def _due(found: Plan) -> str:
    lines = [
        f"waiting: {job.key} ({job.id}), due {job.due:%Y-%m-%d %H:%M:%S}Z" for job in found.waiting
    ]
    definition = found.definition
    if definition.schedule:
        zone = ZoneInfo(definition.schedule.zone)
        rests = [*definition.schedule.holidays, *definition.schedule.pauses]
        but = f", not on {', '.join(rests)}" if rests else ""
        rule = f"{definition.schedule.cron}, {definition.schedule.zone}{but}"
        lines.append(f"due by schedule ({rule}):")
        lines += [
            f"  {slot.astimezone(zone):%a %Y-%m-%d %H:%M %Z}   {slot:%Y-%m-%d %H:%M}Z"
            for slot in found.slots
        ]
    if definition.on_arrival:
        waits = definition.on_arrival
        quiet, within = waits.quiet.total_seconds(), waits.within.total_seconds()
        count = f", or with article no. {waits.articles}" if waits.articles else ""
        said = f"due on arrival: {quiet:g} s after the last article, {within:g} s after the first"
        lines.append(said + count)
    if definition.embargo_until and definition.embargo_until > found.now:
        lines.append(f"under an embargo until {definition.embargo_until:%Y-%m-%d %H:%M %z}")
    return "\n".join(lines) or "due only when it is asked for"


def _told(found: Plan) -> dict[str, object]:
    return {
        "digest": found.definition.name,
        "now": found.now.isoformat(),
        "articles": [
            {
                "article": judged.article.id,
                "version": judged.article.version,
                "title": judged.article.title,
                "outlet": judged.article.outlet,
                "published": judged.article.published.value,
                "in": judged.taken,
                "reasons": list(judged.reasons),
            }
            for judged in found.articles
        ],
        "slots": [slot.isoformat() for slot in found.slots],
        "waiting": [job.id for job in found.waiting],
    }

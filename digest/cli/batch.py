"""Batch commands: JSON Lines in, JSON on standard output."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from digest.service.batch import extract_records, timeline_of

_IN = typer.Option("--jsonl", metavar="IN", help="JSON Lines, .gz too; '-' is standard input.")


def timeline(
    jsonl: Annotated[str, _IN],
    *,
    dates: Annotated[int, typer.Option(metavar="N", help="How many days to tell.")] = 20,
    sentences: Annotated[int, typer.Option(metavar="K", help="Sentences for each day.")] = 2,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="D", help="First day told.", show_default=False),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="D", help="Last day told.", show_default=False)
    ] = None,
    keywords: Annotated[
        str,
        typer.Option(metavar="A,B", help="Read only articles on these words.", show_default=False),
    ] = "",
) -> None:
    """Tell the history of a topic: its days, each with sentences from the articles.

    Reads {id, time|published, text, title?}; writes {"YYYY-MM-DD": [sentences]}.

    For example:

      digest timeline --jsonl crisis.jsonl.gz --dates 15 --sentences 2 --keywords haiti
    """
    told = timeline_of(
        jsonl,
        dates=dates,
        sentences=sentences,
        first=first,
        last=last,
        keywords=[word.strip() for word in keywords.split(",") if word.strip()],
    )
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def extract(jsonl: Annotated[str, _IN]) -> None:
    """Take title, authors, date and text out of web pages.

    Reads {id, html, url?}; writes {id, title, authors, published, text}, one a line, where text
    is the body's paragraphs. A page without article text has an empty one.

    For example:

      digest extract --jsonl pages.jsonl.gz > articles.jsonl
    """
    for row in extract_records(jsonl):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")

"""Batch commands: JSON Lines in, JSON on standard output."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.say import say_json
from digest.service.batch import extract_records, stories_of, summaries_of, timeline_of

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
    say_json(told, indent=1)


def summary(
    jsonl: Annotated[str, _IN],
    *,
    sentences: Annotated[
        int | None,
        typer.Option(metavar="N", help="At most so many sentences.", show_default=False),
    ] = None,
    words: Annotated[
        int | None, typer.Option(metavar="N", help="At most so many words.", show_default=False)
    ] = None,
) -> None:
    """Summarise articles, or several articles on one story, in their own sentences.

    Reads {id, text | sentences | documents, title?}, where documents are the texts of one story;
    writes {id, summary: [sentences]}, one a line.

    For example:

      digest summary --jsonl articles.jsonl.gz --sentences 3 > summaries.jsonl
    """
    for row in summaries_of(jsonl, sentences=sentences, words=words):
        say_json(row)


def stories(jsonl: Annotated[str, _IN]) -> None:
    """Group articles in stories: those that tell of one happening.

    Reads {id, text, title?, published?}; writes {id, story}, one a line. The same articles in any
    order give the same stories.

    For example:

      digest stories --jsonl articles.jsonl.gz > stories.jsonl
    """
    for row in stories_of(jsonl):
        say_json(row)


def extract(jsonl: Annotated[str, _IN]) -> None:
    """Take title, authors, date and text out of web pages.

    Reads {id, html, url?}; writes {id, title, authors, published, text}, one a line, where text
    is the body's paragraphs. A page without article text has an empty one.

    For example:

      digest extract --jsonl pages.jsonl.gz > articles.jsonl
    """
    for row in extract_records(jsonl):
        say_json(row)

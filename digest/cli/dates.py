"""`digest dates`: the time expressions of a text, resolved, with their proofs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from digest.cli.say import say_json
from digest.dates import has_rules
from digest.errors import UsageError
from digest.service.explain import Explained, annotate_records, explain_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model.article import Article

_STYLES = {"DATE": "bold green", "TIME": "bold cyan", "DURATION": "yellow", "SET": "magenta"}


def dates(
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE", help="A text or page; '-' is standard input."),
    ] = None,
    *,
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="When it was published.", show_default=False),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say for each date how it was reached.")
    ] = False,
    jsonl: Annotated[
        str | None,
        typer.Option(
            metavar="IN",
            help="Annotate JSON Lines {id, dct|published, text} instead, to JSON Lines on "
            "standard output.",
            show_default=False,
        ),
    ] = None,
    narrative: Annotated[
        bool,
        typer.Option("--narrative", help="Histories: count from the date last mentioned."),
    ] = False,
) -> None:
    """Show the dates of a text, resolved.

    For example:

      digest dates article.txt --published 2014-12-01 --explain

      digest dates --jsonl articles.jsonl.gz > dates.jsonl
    """
    if (file is None) == (jsonl is None):
        raise UsageError("Give either a FILE or --jsonl IN.")
    if jsonl is not None:
        for row in annotate_records(jsonl, narrative=narrative):
            say_json(row)
        return
    console = Console(highlight=False, soft_wrap=True)
    for article, found in explain_dates(file or "-", published=published, narrative=narrative):
        if not has_rules(article.language):
            typer.echo(
                f"The text is in {article.language!r}, whose dates are not read; those of English "
                "and German are.",
                err=True,
            )
        if explain:
            _explain(console, found)
        else:
            console.print(_coloured(article, found))


def _coloured(article: Article, found: Sequence[Explained]) -> Text:
    """Return the text with each expression marked, and its value in brackets behind it."""
    shown = Text()
    last = 0
    for item in found:
        expression = item.expression
        shown.append(article.text[last : expression.start])
        style = _STYLES[expression.type]
        shown.append(article.text[expression.start : expression.end], style)
        shown.append(f" [{expression.edtf or expression.value}]", "dim")
        last = expression.end
    shown.append(article.text[last:])
    return shown


def _explain(console: Console, found: Sequence[Explained]) -> None:
    for item in found:
        expression = item.expression
        line = Text(f"{expression.start:>7}  ")
        line.append(expression.text, _STYLES[expression.type])
        line.append(f"  {item.wording}  ({expression.type} {expression.value})\n")
        line.append(f"         {item.proof}", "dim")
        console.print(line)

"""`digest verify`: is this briefing what it says it is?"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.home import opened
from digest.cli.say import say_json
from digest.errors import DigestError, UsageError
from digest.service import witnesses
from digest.service.verify import State, Verdict
from digest.service.verify import verify as verify_briefing

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model.article import Article
    from digest.model.edition import Edition

_MARKS = {State.PASSED: "+", State.FAILED: "!", State.UNCHECKED: "?"}


def verify(
    briefing: Annotated[
        Path, typer.Argument(metavar="BRIEFING.PDF", help="The briefing to check.")
    ],
    *,
    articles: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder of the articles, to compare the sources with.",
            show_default=False,
        ),
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder of a service whose stored articles the sources are compared with.",
            show_default=False,
        ),
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder of the templates it was printed with, if they were your own.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the verdict as JSON on standard output.")
    ] = False,
) -> None:
    """Check a PDF briefing, offline, by the evidence inside it.

    Every text is hashed, every sentence looked up where it is cited, every date computed again
    from its proof, and the whole edition printed again and compared byte by byte; where it was
    printed by other versions of the libraries, text by text.

    Evidence and print can be forged together. That shows only against the articles (--articles,
    --home), or against a seal that you got another way.

    Exits with 0 when all that could be checked is right, with 1 when something is wrong, with 3
    when the file is no sealed briefing.

    For example:

      digest verify briefing.pdf --articles articles/
    """
    if articles and home:
        raise UsageError("Give either --articles or --home, not both.")
    with ExitStack() as stack:
        known: Callable[[Edition], dict[str, tuple[Article, ...]]] | None = None
        if articles:
            found = witnesses.from_folder(articles)
            known = lambda _edition: found  # noqa: E731 - a function is what is passed on
        elif home:
            context = stack.enter_context(opened(home))
            known = lambda edition: witnesses.from_store(context, edition)  # noqa: E731
        verdict = verify_briefing(briefing, articles=known, templates=templates)
    if as_json:
        say_json({"passed": verdict.passed, **asdict(verdict)})
    else:
        _tell(verdict)
    if not verdict.passed:
        raise typer.Exit(DigestError.exit_code)


def _tell(verdict: Verdict) -> None:
    typer.echo(f"{verdict.title}, No. {verdict.number}", err=True)
    for check in verdict.checks:
        typer.echo(f"  {_MARKS[check.state]} {check.name}: {check.told}.", err=True)
        for fault in check.faults:
            typer.echo(f"      {fault}", err=True)
    typer.echo(f"  Seal: {verdict.seal}", err=True)
    typer.echo("Nothing is wrong." if verdict.passed else "This briefing is not right.", err=True)

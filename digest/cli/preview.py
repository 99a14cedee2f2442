"""`digest preview`: how editions look with templates of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digest.cli.say import say_json
from digest.service.preview import preview as render_preview


def preview(
    edition: Annotated[
        Path | None,
        typer.Argument(
            metavar="EDITION.JSON",
            help="An edition to show; the bundled sample when left out.",
            show_default=False,
        ),
    ] = None,
    *,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for what is shown.")
    ],
    templates: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder of templates that replace ours.", show_default=False
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was made as JSON on standard output.")
    ] = False,
    launch: Annotated[
        bool, typer.Option("--open", help="Open the briefing when it is made.")
    ] = False,
) -> None:
    """Show an edition with your own templates: briefing.pdf, flash.pdf and index.html.

    Nothing is published or stored. Takes the edition.json of any edition, or the bundled sample.

    For example:

      digest preview --templates own -o shown --open
    """
    files = render_preview(edition, out, templates=templates)
    if as_json:
        say_json({"files": [str(file) for file in files]})
    else:
        for file in files:
            typer.echo(f"  {file}", err=True)
    if launch:
        typer.launch(str(files[0]))

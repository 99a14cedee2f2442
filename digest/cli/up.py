"""`digest up`: the whole service, started with one command."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from digest.cli.home import Home
from digest.errors import MissingPartError


def up(
    *,
    home: Home = None,
    host: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            envvar="DIGEST_HOST",
            help="Where the web listens. On other addresses than loopback, writing takes a token "
            "(`digest tokens add`).",
            show_default="127.0.0.1",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            metavar="PORT",
            envvar="DIGEST_PORT",
            help="The web's port; 0 takes a free one.",
            show_default="8000",
        ),
    ] = None,
    sample: Annotated[
        bool,
        typer.Option(
            "--sample/--no-sample",
            help="Give a home that nobody has used yet the bundled sample and its digest.",
        ),
    ] = True,
) -> None:
    """Run the service: queue, workers, schedule and web, until Ctrl-C.

    A home that nobody has used yet gets the bundled sample, so that within a minute there is a
    feed to subscribe to and a PDF to download. Then:

      put articles into HOME/inbox/      .txt .html .jsonl, each also as .gz

      write your digests into HOME/digest.toml      taken over while it runs

    Every part that ends is started again. What was accepted is in the database and survives
    whatever is killed; start again with the same home to go on.
    """
    told = {
        "DIGEST_HOME": None if home is None else str(home),
        "DIGEST_HOST": host,
        "DIGEST_PORT": None if port is None else str(port),
        "DIGEST_SAMPLE": None if sample else "no",
    }
    environment = {**os.environ, **{name: value for name, value in told.items() if value}}
    try:
        os.execve(sys.executable, [sys.executable, "-m", "workers"], environment)  # noqa: S606
    except OSError as error:
        raise MissingPartError(
            f"{sys.executable} cannot be started ({error.strerror}); reinstall article-digest."
        ) from error

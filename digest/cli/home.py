"""The service that a command works with: its home by option or environment, opened."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.config import load_place
from digest.errors import UnknownError
from digest.service.context import open_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.place import Place
    from digest.service.context import Context

Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        envvar="DIGEST_HOME",
        help="Folder of the service.",
        show_default="./var",
    ),
]
"""The option of every command that works with a service."""


def placed(home: Path | None) -> Place:
    """Return where the service of `home` lives, else that of the environment.

    Raises:
        ConfigError: the environment says something that cannot be.
    """
    told = {} if home is None else {"DIGEST_HOME": str(home)}
    return load_place({**os.environ, **told})


@contextmanager
def opened(home: Path | None) -> Iterator[Context]:
    """Open the service at `home`, whether or not it runs: its database is all that is needed.

    What is asked for is found by the clock of a running service within a second.

    Raises:
        UnknownError: there is no service.
        StoreError: its database cannot be used.
    """
    place = placed(home)
    if not place.home.is_dir():
        raise UnknownError(
            f"There is no service in {place.home}; start one with `digest up`, or name its folder "
            "with --home or DIGEST_HOME."
        )
    with open_context(place) as context:
        yield context

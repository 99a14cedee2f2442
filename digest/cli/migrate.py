"""`digest migrate`: a home and its database made ready for the service, without starting it."""

from __future__ import annotations

import logging
import os
from typing import Annotated

import typer

from digest.cli.home import Home, placed
from digest.config import load_definitions, wants_sample
from digest.model.place import Place
from digest.service.context import open_context
from digest.service.define import define_all
from digest.service.sample import furnish, is_bare

log = logging.getLogger("digest.up")


def migrate(
    *,
    home: Home = None,
    sample: Annotated[
        bool,
        typer.Option(
            "--sample/--no-sample",
            help="Give a home that nobody has used yet the bundled sample and its digest.",
        ),
    ] = True,
) -> None:
    """Bring the database up to this version and take over digest.toml; `digest up` does so itself.

    For those who start the parts one by one, in containers say: run it once before them. It may be
    run again at any time.
    """
    place = placed(home)
    prepare(place, sample=sample and wants_sample(os.environ))
    typer.echo(f"{place.home} is ready.", err=True)


def prepare(place: Place, *, sample: bool) -> None:
    """Bring the database up to date, furnish a new home, and take over digest.toml.

    Raises:
        StoreError: the database cannot be used, or is of a newer version.
        ConfigError: digest.toml says something that cannot be.
    """
    with open_context(place) as context:
        if sample and is_bare(context):
            furnish(context)
            log.info("this home is new: it gets the bundled sample and %s", place.definitions)
        if place.definitions.exists():
            define_all(context, load_definitions(place.definitions))

"""The bundled sample: articles to begin with, and a digest.toml that shows how one is written."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from digest.ingest.files import open_input
from digest.model.article import MediaType
from digest.model.job import JobKind, Priority
from digest.model.received import Received
from digest.service.accept import Request, accept
from digest.service.output import write_files
from digest.store import articles, digests

if TYPE_CHECKING:
    from digest.service.context import Context

SAMPLE_TITLE = "COVID-19: how a new virus became a pandemic"
SAMPLE_JOB = "sample"
"""The public id of the job that takes the sample in: it can be taken in once."""


def sample_path() -> str:
    """Return where the bundled articles lie."""
    return str(files("digest") / "sample" / "covid-19.jsonl")


def is_bare(context: Context) -> bool:
    """Return whether nobody has used the service yet: no digest.toml, no digest, no article.

    A start that was cut off before digest.toml was written leaves it bare.
    """
    if context.place.definitions.exists():
        return False
    with context.store.read() as connection:
        return not (
            digests.live(connection) or articles.is_any_document(connection, but=SAMPLE_JOB)
        )


def furnish(context: Context) -> None:
    """Give a bare service the sample: its articles are accepted, then its digest.toml is written.

    Raises:
        StoreError: the articles cannot be stored.
        OutputError: digest.toml cannot be written.
    """
    with open_input(sample_path()) as source:
        lines = source.stream.read(-1)
    # What a file holds is told by its name; see `digest.ingest.documents`.
    document = Received("sample.jsonl", MediaType.TEXT, lines)
    accept(context, Request(SAMPLE_JOB, document, JobKind.IMPORT, Priority.TRIGGERED))
    example = (files("digest") / "sample" / "digest.toml").read_bytes()
    write_files(context.place.home, {context.place.definitions.name: example})

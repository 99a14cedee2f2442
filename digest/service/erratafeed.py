"""The errata of a digest as entries of its feed, beside its editions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.publish.errata import erratum_entry
from digest.service.corrections import corrections
from digest.service.entries import read_told
from digest.store import editions, errata, feeds
from digest.store.feeds import ERRATUM

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.model.definition import Form
    from digest.publish.channel import FeedEntry
    from digest.publish.templates import Templates
    from digest.service.context import Context
    from digest.store.editions import StoredEdition, StoredFile
    from digest.store.errata import StoredErratum

MOST = 10
"""Errata that the current document of a feed holds; those before stand on the pages of their
editions, and in the editions that told them."""


@dataclass(frozen=True, slots=True)
class ShownErrata:
    """The errata that a feed shows: each with its edition and its files, and the ids of entries."""

    of: tuple[tuple[StoredErratum, StoredEdition, Mapping[str, StoredFile]], ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def moments(self) -> tuple[datetime, ...]:
        """When they were noted."""
        return tuple(erratum.noted for erratum, _, _ in self.of)


def shown_errata(connection: Connection, name: str) -> ShownErrata:
    """Return the errata of a digest that its feed shows, the newest first."""
    found = tuple(
        (erratum, edition, editions.files_of(connection, edition))
        for erratum, edition in errata.newest(connection, name, MOST)
    )
    return ShownErrata(found, feeds.ids_of(connection, name, ERRATUM, [e.id for e, _, _ in found]))


def errata_entries(
    context: Context,
    shown: ShownErrata,
    forms: Collection[Form],
    address: str,
    templates: Templates,
) -> list[FeedEntry]:
    """Return errata as feed entries, in their order.

    `forms` are those of the digest, `address` is the part of an address that names it now.

    Raises:
        DamagedBlobError: the evidence of an edition is missing.
    """
    return [
        erratum_entry(
            corrections(erratum, edition.number),
            title=edition.title or "",
            identifier=shown.ids[erratum.id],
            templates=templates,
            links=read_told(context, edition, files, forms, address).links,
        )
        for erratum, edition, files in shown.of
        if erratum.id in shown.ids
    ]

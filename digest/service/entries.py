"""Editions as they stand in feeds: read from their evidence, and written in each form of feed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model.definition import Form
from digest.publish.content import edition_entry
from digest.publish.evidence import read_evidence
from digest.publish.feed import atom, rss
from digest.publish.jsonfeed import jsonfeed
from digest.service.addresses import edition_links

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from digest.model.edition import Edition
    from digest.publish.channel import Channel, FeedEntry, Links, Origin, Tombstone
    from digest.publish.templates import Templates
    from digest.service.context import Context
    from digest.store.editions import StoredEdition, StoredFile

FILES = {Form.RSS: "rss.xml", Form.ATOM: "atom.xml", Form.JSON: "feed.json"}
"""The file of each form of feed."""
MEDIA_TYPES = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}
"""The media type of each file of a feed."""


@dataclass(frozen=True, slots=True)
class Told:
    """A released edition with what it tells; `pdf_length` is its briefing's size in bytes."""

    stored: StoredEdition
    edition: Edition
    links: Links
    pdf_length: int | None

    def entry(
        self, identifier: str, templates: Templates, origin: Origin | None = None
    ) -> FeedEntry:
        """Return it as a feed entry; `origin` is its digest's feed where it stands elsewhere.

        Raises:
            UsageError: a template of the user's own is missing or wrong.
        """
        return edition_entry(
            self.edition,
            identifier=identifier,
            templates=templates,
            links=self.links,
            pdf_length=self.pdf_length,
            published=self.stored.released,
            updated=self.stored.updated,
            origin=origin,
        )


def read_told(
    context: Context,
    stored: StoredEdition,
    files: Mapping[str, StoredFile],
    forms: Collection[Form],
    address: str,
) -> Told:
    """Return a released edition from its evidence; `forms` are those its digest comes in.

    `address` is the part of an address that names its digest now. The edition's own addresses
    stay those that it was published at, also when the digest was renamed since: they lead on, and
    some readers take an entry with another link for another entry (sfeed does).

    Raises:
        DamagedBlobError: the evidence is missing, or is not what was stored.
    """
    edition = read_evidence(context.blobs.get(files["edition.json"].blob))
    own = edition.digest + address.removeprefix(stored.digest)
    links = edition_links(edition.settings.base_url, own, stored.number, forms)
    pdf = files.get("briefing.pdf")
    return Told(stored, edition, links, pdf.size if pdf else None)


def written(
    channel: Channel, entries: Sequence[FeedEntry], tombstones: Sequence[Tombstone], file: str
) -> bytes:
    """Return a feed in the form of `file`; only Atom can tell of `tombstones`."""
    if file == FILES[Form.RSS]:
        return rss(channel, entries)
    if file == FILES[Form.ATOM]:
        return atom(channel, entries, tombstones)
    return jsonfeed(channel, entries)

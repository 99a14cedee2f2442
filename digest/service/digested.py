"""What editions took from an article: its sentences, and its dates with their proofs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from digest.publish.evidence import read_evidence
from digest.publish.numbering import numbered_sources
from digest.publish.safe import safe_text
from digest.publish.view import view
from digest.store import digests, editions, secret_names
from digest.store.versions import editions_with

if TYPE_CHECKING:
    from digest.publish.shown import Entry, Taken
    from digest.service.context import Context
    from digest.store.articles import Ref

MOST = 20
"""Editions that are looked into: reading the evidence of one takes some ten milliseconds."""


@dataclass(frozen=True, slots=True)
class Digested:
    """What one edition took from an article; `address` is relative to the service's root.

    `entries` are its dated sentences, which are among `sentences` too.
    """

    title: str
    number: int
    address: str
    sentences: tuple[Taken, ...]
    entries: tuple[Entry, ...]


def digested(context: Context, ref: Ref) -> tuple[Digested, ...]:
    """Return what released editions took from a version of an article, the newest first.

    Private digests are among them. Those that took nothing are left out.

    Raises:
        StoreError: an edition cannot be read.
    """
    found = []
    with context.store.read() as connection:
        titles = {d.definition.name: d.definition.title for d in digests.live(connection)}
        for stored in editions_with(connection, ref)[:MOST]:
            if stored.digest in titles:
                address = quote(secret_names.address(connection, stored.digest), safe="~")
                blob = editions.files_of(connection, stored)["edition.json"].blob
                found.append((stored, address, blob))
    every = []
    for stored, address, blob in found:
        edition = read_evidence(context.blobs.get(blob))
        number = numbered_sources(edition).get(ref)
        shown = view(edition)
        source = next((one for one in shown.sources if one.number == number), None)
        if source is None or not source.taken:
            continue
        entries = (
            entry
            for entry in (*shown.timeline, *shown.watch)
            if any(cite.number == number for cite in entry.sentence.cites)
        )
        every.append(
            Digested(
                title=safe_text(titles[stored.digest]),
                number=stored.number,
                address=f"digests/{address}/editions/{stored.number}/",
                sentences=source.taken,
                entries=tuple(entries),
            )
        )
    return tuple(every)

"""Documents are erased, bytes and names, with the files that they came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.model.job import JobKind, JobOrder, Priority
from digest.store import erasing, jobs, takedowns

if TYPE_CHECKING:
    from collections.abc import Collection

    from digest.service.context import Context

INSTEAD = b"This document was taken down.\n"
"""What a document is whose bytes were erased."""


def erase_documents(context: Context, ids: Collection[str]) -> int:
    """Erase documents and the files that they came in; return how many blobs are gone by that.

    Raises:
        StoreError: one cannot be erased; calling again goes on.
    """
    instead = context.blobs.put(INSTEAD)
    with context.store.write(durable=True) as connection:
        every = set(ids) | erasing.files_of(connection, ids)
        blobs = erasing.erase_documents(connection, every, instead, len(INSTEAD))
    return remove_unnamed(context, blobs)


def refuse(context: Context, document: str, article: str) -> None:
    """Erase a document that holds what was taken down with an article, and look for more of it.

    Raises:
        StoreError: it cannot be erased.
    """
    erase_documents(context, [document])
    again = f"again.{document}"
    order = JobOrder(f"takedown.{again}", JobKind.TAKEDOWN, article, again, Priority.SCHEDULED)
    with context.store.write(durable=True) as connection:
        jobs.accept_new(connection, order, context.clock())


def remove_unnamed(context: Context, blobs: Collection[str]) -> int:
    """Remove those of `blobs` that no row names; return how many.

    Raises:
        StoreError: one cannot be removed.
    """
    with context.store.read() as connection:
        unnamed = set(blobs) - takedowns.named(connection, blobs)
    for name in sorted(unnamed):
        context.blobs.remove(name)
    return len(unnamed)

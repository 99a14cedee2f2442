"""How an edition is marked whose sources no longer say what it quotes.

Its page is a file that never changes; the mark is put in when it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.publish.errata import PAGE
from digest.publish.wordings import count_words
from digest.store import errata

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.store.editions import StoredEdition

_HEADER_END = b"</header>"


@dataclass(frozen=True, slots=True)
class Mark:
    """How many quoted sentences no longer stand in their source, `open` of them uncorrected.

    `noted` is when the last of them was found out, or corrected, in UTC. `number` is that of the
    edition where this is not its newest revision, else None.
    """

    sentences: int
    open: int
    noted: datetime
    number: int | None = None


def mark_of(connection: Connection, shown: StoredEdition, newest: StoredEdition) -> Mark | None:
    """Return the mark of a revision of an edition, of which there is a `newest` one.

    None where all that it quotes stands as it did.
    """
    found = errata.of_edition(connection, newest.id)
    changed = newest.updated or newest.as_of
    if shown.revision != newest.revision:
        return Mark(sum(len(one.sentences) for one in found), 0, changed, newest.number)
    if not found:
        return None
    return Mark(
        sentences=sum(len(one.sentences) for one in found),
        open=sum(len(one.sentences) for one in found if one.mended is None),
        noted=max(changed, *(one.noted for one in found)),
    )


def marked(page: bytes, mark: Mark) -> bytes:
    """Return a page with its mark beneath the masthead, where a template has one."""
    at = PAGE
    if mark.number is not None:
        said = (
            f'This edition was corrected, and <a href="../{mark.number}/">has a newer revision</a>'
        )
        at = f"../{mark.number}/{PAGE}"
    elif mark.open:
        quoted = count_words(mark.open, "sentence")
        said = f"The sources of {quoted} quoted here say otherwise by now, or were withdrawn"
    else:
        were = "was" if mark.sentences == 1 else "were"
        said = f"{count_words(mark.sentences, 'sentence')} of this edition {were} corrected"
    told = f'<p class="note"><strong>{said}</strong>: <a href="{at}">corrections</a>.</p>'
    note = f'\n<aside class="part wash" aria-label="Corrections"><div></div>{told}</aside>'
    return page.replace(_HEADER_END, _HEADER_END + note.encode(), 1)

"""What a stored erratum says, sentence by sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.model.edition import Correction

if TYPE_CHECKING:
    from digest.store.errata import StoredErratum


def corrections(noted: StoredErratum, number: int) -> tuple[Correction, ...]:
    """Return what an erratum of the edition `number` says, sentence by sentence."""
    return tuple(
        Correction(
            edition=number,
            before=said.before,
            now=said.now,
            article=noted.article,
            version=said.version,
            newer=noted.newer,
            title=noted.title,
            outlet=noted.outlet,
            url=noted.url,
            language=noted.language,
            noted=noted.noted,
            reason=noted.reason,
        )
        for said in noted.sentences
    )

"""What is to be known of an edition that was released: its errata, and its revisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.publish.corrections import correction_view
from digest.service.corrections import corrections
from digest.service.shelf import shown_edition
from digest.store import editions, errata, names

if TYPE_CHECKING:
    from digest.model.edition import Correction
    from digest.publish.shown import CorrectionView
    from digest.service.context import Context
    from digest.service.shelf import ShownEdition


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """A correction of an edition; `told_in` and `mended_in` are a number and a revision."""

    said: Correction
    shown: CorrectionView
    told_in: int | None
    mended_in: int | None


@dataclass(frozen=True, slots=True)
class ShownCorrections:
    """An edition, and all that it quotes and its sources no longer say, the newest last."""

    edition: ShownEdition
    corrections: tuple[ShownCorrection, ...]


def shown_corrections(context: Context, name: str, number: int) -> ShownCorrections:
    """Return the corrections of a released edition.

    Raises:
        MovedError: the digest is called otherwise now.
        GoneError: the edition was withdrawn.
        UnknownError: there is none of that number.
    """
    shown = shown_edition(context, name, number)
    with context.store.read() as connection:
        names.check_moved(connection, name)
        edition = editions.get(connection, name, number)
        noted = errata.of_edition(connection, edition.id)
        telling = {one.told: editions.by_id(connection, one.told) for one in noted if one.told}
    found = []
    for one in noted:
        teller = telling.get(one.told) if one.told else None
        for said in corrections(one, number):
            view = correction_view(said, f"No. {number}")
            found.append(ShownCorrection(said, view, teller.number if teller else None, one.mended))
    return ShownCorrections(shown, tuple(found))

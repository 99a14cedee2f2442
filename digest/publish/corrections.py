"""What editions quoted and their articles no longer say, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.publish.safe import direction, host_of, safe_text, safe_url
from digest.publish.shown import CorrectionView
from digest.publish.wordings import moment_words

if TYPE_CHECKING:
    from digest.model.edition import Correction, Edition

CHANGED = "The article now says:"
REMOVED = "The article no longer says so."
AGAIN = "The article says so again."
WITHDRAWN = "The article was withdrawn"


def correction_views(edition: Edition) -> tuple[CorrectionView, ...]:
    """Return the corrections that an edition tells, in its order."""
    return tuple(
        correction_view(
            one, "This edition" if one.edition == edition.number else f"No. {one.edition}"
        )
        for one in edition.corrections
    )


def correction_view(one: Correction, where: str) -> CorrectionView:
    """Return a correction as templates read it; `where` names the edition that quoted."""
    before = safe_text(one.before)
    url = safe_url(one.url)
    title = safe_text(one.title)
    outlet = safe_text(one.outlet) if one.outlet else None
    return CorrectionView(
        where=where,
        before=before,
        now=safe_text(one.now) if one.now and one.now != one.before else None,
        said=_said(one),
        stands=one.now == one.before,
        name=outlet or host_of(url) or title or one.article,
        title=title,
        url=url,
        host=host_of(url),
        lang=one.language,
        dir=direction(before),
        noted=moment_words(one.noted),
    )


def _said(one: Correction) -> str:
    if one.newer is None:
        return f"{WITHDRAWN}: {safe_text(one.reason)}" if one.reason else f"{WITHDRAWN}."
    if one.now is None:
        return REMOVED
    return AGAIN if one.now == one.before else CHANGED

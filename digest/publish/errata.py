"""An erratum as an entry of its digest's feed: what was quoted, and what stands there now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.publish.channel import FeedEntry
from digest.publish.corrections import correction_view
from digest.publish.fragment import fragment
from digest.publish.safe import safe_text
from digest.publish.shorten import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model.edition import Correction
    from digest.publish.channel import Links
    from digest.publish.templates import Templates

PAGE = "corrections.html"
"""What the page of an edition's corrections is called, beneath the edition's own."""
_TEMPLATE = "feed/erratum.html.j2"
# Readers show one line of a title; most cut it at 80 to 120 characters.
_TITLE = 110


def erratum_entry(
    corrections: Sequence[Correction],
    *,
    title: str,
    identifier: str,
    templates: Templates,
    links: Links,
) -> FeedEntry:
    """Return one erratum, of a sentence at least, as a feed entry.

    `title` and `links` are those of the edition that quoted. The entry leads to the page of its
    corrections, which shows what was said beside what is said now.

    Raises:
        UsageError: a template of the user's own is missing or wrong.
    """
    first = corrections[0]
    shown = [correction_view(one, f"No. {one.edition}") for one in corrections]
    context = {"title": safe_text(title), "corrections": shown, "number": first.edition}
    return FeedEntry(
        id=identifier,
        title=shortened(f"Correction to no. {first.edition}: {safe_text(title)}", _TITLE),
        summary=" ".join(f"“{one.before}” {one.said}{_now(one.now)}" for one in shown),
        content=fragment(
            templates, _TEMPLATE, links=links, sources=(), context={**context, "page": PAGE}
        ),
        link=f"{links.page}{PAGE}",
        published=first.noted,
        updated=first.noted,
        authors=(shown[0].name,),
        categories=("Corrections",),
        language=first.language,
    )


def _now(now: str | None) -> str:
    return f" “{now}”" if now else ""

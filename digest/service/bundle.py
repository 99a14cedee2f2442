"""The eight files of an edition that stands alone, and its book where one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.publish.calendar import calendar
from digest.publish.channel import links_beneath
from digest.publish.content import edition_channel, edition_entry
from digest.publish.epub import epub
from digest.publish.evidence import evidence
from digest.publish.feed import atom, rss
from digest.publish.html import PageLinks, page
from digest.publish.ids import edition_id, feed_id
from digest.publish.jsonfeed import jsonfeed
from digest.publish.pdf import briefing
from digest.publish.templates import Templates
from digest.publish.timelinejs import timelinejs

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model.edition import Edition


def bundle(
    edition: Edition,
    *,
    templates: Templates | None = None,
    book: bool = False,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _all: None,
) -> dict[str, bytes]:
    """Return file name to content: feeds, page, briefing, timeline and evidence of `edition`.

    With `book`, an EPUB too.

    The feeds hold this one edition; links lie beneath the settings' base URL, links between
    the files themselves are relative. Ids are minted for the day the edition stands for.

    Raises:
        MissingPartError: a system library that the briefing needs is missing.
    """
    templates = templates or Templates()
    base = edition.settings.base_url
    links = links_beneath(base)
    minted = edition.as_of.date()
    proof = evidence(edition)
    progress("briefing", 0, 1)
    pdf = briefing(edition, attachment=proof, templates=templates)
    progress("briefing", 1, 1)
    channel = edition_channel(
        edition, identifier=feed_id(base, edition.digest, minted=minted), links=links
    )
    entries = [
        edition_entry(
            edition,
            identifier=edition_id(base, edition.digest, edition.key, minted=minted),
            templates=templates,
            links=links,
            pdf_length=len(pdf),
        )
    ]
    files = {
        "rss.xml": rss(channel, entries),
        "atom.xml": atom(channel, entries),
        "feed.json": jsonfeed(channel, entries),
        "index.html": page(edition, templates=templates, links=PageLinks()),
        "briefing.pdf": pdf,
        "timeline.json": timelinejs(edition),
        "timeline.ics": calendar(edition, links),
        "edition.json": proof,
    }
    if book:
        files["briefing.epub"] = epub(edition, attachment=proof, templates=templates)
    return files

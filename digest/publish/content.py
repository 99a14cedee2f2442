"""An edition as an entry of a feed: its HTML content, its plain summary, and the feed's channel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import digest
from digest.publish.channel import Channel, Enclosure, FeedEntry, SelfLinks
from digest.publish.fragment import fragment
from digest.publish.opening import opening
from digest.publish.safe import safe_text
from digest.publish.shorten import shortened
from digest.publish.view import view

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.edition import Edition
    from digest.publish.channel import Links, Origin
    from digest.publish.shown import EditionView
    from digest.publish.templates import Templates

_TEMPLATE = "feed/entry.html.j2"
_PDF = "application/pdf"
SUBTITLE = "Cited summaries and dated timelines, every sentence with its source."
# Readers show one line of a title; most cut it at 80 to 120 characters.
_TITLE = 110
# Beyond, a list of categories is longer than the summary that it stands beside.
_CATEGORIES = 10


def content(edition: Edition, templates: Templates, links: Links) -> str:
    """Return the whole edition as sanitised HTML for feed readers; all links are absolute.

    A citation leads to the article where it has an address, else to its place on the page.

    Raises:
        UsageError: a template of the user's own is missing or wrong.
    """
    return _content(view(edition), templates, links)


def summary(edition: Edition) -> str:
    """Return the first sentences of the edition as plain text: whole ones, at least one."""
    return _summary(view(edition))


def headline(edition: Edition) -> str:
    """Return what an edition is called in lists: the title of its first story.

    Editions of one digest share its title, which tells nobody what is new. One without a story
    says so, after its number.
    """
    return _headline(view(edition))


def edition_entry(
    edition: Edition,
    *,
    identifier: str,
    templates: Templates,
    links: Links,
    pdf_length: int | None,
    published: datetime | None = None,
    updated: datetime | None = None,
    origin: Origin | None = None,
) -> FeedEntry:
    """Return `edition` as the entry of its digest's feed.

    `identifier` is the entry's stored id; `pdf_length` the size of the briefing in bytes, None
    when there is none. `published` and `updated` are the edition's as-of time unless given.
    `origin` is the digest's feed where the entry stands in another one.

    Raises:
        UsageError: a template of the user's own is missing or wrong.
    """
    shown = view(edition)
    outlets = dict.fromkeys(s.outlet for s in shown.sources if s.outlet and s.taken)
    pdf = Enclosure(links.pdf, _PDF, pdf_length) if links.pdf and pdf_length else None
    return FeedEntry(
        id=identifier,
        title=_headline(shown),
        summary=_summary(shown),
        content=_content(shown, templates, links if pdf else replace(links, pdf=None)),
        link=links.page,
        published=published or edition.as_of,
        updated=updated or edition.as_of,
        authors=tuple(outlets),
        categories=_categories(shown),
        language=edition.language,
        enclosure=pdf,
        origin=origin,
    )


def edition_channel(
    edition: Edition, *, identifier: str, links: Links, home: str | None = None
) -> Channel:
    """Return the channel of the feed that `edition` stands in, updated at its as-of time.

    `home` is the page of the feed, that of the edition unless given.
    """
    settings = edition.settings
    return Channel(
        id=identifier,
        title=safe_text(settings.title or edition.title),
        subtitle=SUBTITLE,
        link=home or links.page,
        self_links=SelfLinks(rss=links.rss, atom=links.atom, json=links.json),
        language=edition.language,
        updated=edition.as_of,
        author=safe_text(settings.brand),
        generator=f"article-digest {digest.__version__}",
    )


def _content(shown: EditionView, templates: Templates, links: Links) -> str:
    return fragment(
        templates, _TEMPLATE, links=links, sources=shown.sources, context={"edition": shown}
    )


def _headline(shown: EditionView) -> str:
    if shown.stories and shown.stories[0].title:
        return shortened(shown.stories[0].title, _TITLE)
    return f"{shown.title}, no. {shown.number}: {shown.changes_note or shown.period}"


def _categories(shown: EditionView) -> tuple[str, ...]:
    """Return the digest and the stories that an entry can be filed under."""
    named = [safe_text(shown.settings.title or shown.digest)]
    named += [shortened(story.title, _TITLE) for story in shown.stories if story.title]
    return tuple(dict.fromkeys(named))[:_CATEGORIES]


def _summary(shown: EditionView) -> str:
    told = (
        [point.text for point in shown.key_points],
        [sentence.text for story in shown.stories for sentence in story.sentences],
        [entry.sentence.text for entry in (*shown.timeline, *shown.watch)],
        [shown.changes_note or ", ".join(shown.facts)],
    )
    return opening(next(texts for texts in told if any(texts)))

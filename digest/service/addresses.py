"""Where a digest and its editions stand beneath the public address of a service."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from digest.model.definition import Form
from digest.publish.channel import Links, SelfLinks
from digest.publish.html import PageLinks

if TYPE_CHECKING:
    from collections.abc import Collection


def digest_page(base_url: str, digest: str) -> str:
    """Return the address of a digest's page; `base_url` ends with a slash.

    `digest` is its name, of a private one with the secret (`digest.store.secret_names.address`).
    """
    return urljoin(base_url, f"digests/{digest}/")


def feed_style(base_url: str) -> str:
    """Return the address of the stylesheet that browsers show raw feeds with."""
    return urljoin(base_url, "feed.css")


def icon(base_url: str) -> str:
    """Return the address of the picture of all feeds."""
    return urljoin(base_url, "icon.svg")


def archive_page(home: str, number: int) -> str:
    """Return the folder of an archive of a digest's feed; `home` is the digest's page."""
    return urljoin(home, f"archive/{number}/")


def story_page(base_url: str, story: str) -> str:
    """Return the address of a story's page, which its feed stands beneath."""
    return urljoin(base_url, f"stories/{story}/")


def feeds_beneath(home: str) -> SelfLinks:
    """Return where the forms of a feed stand beneath `home`, which ends with a slash."""
    return SelfLinks(*(urljoin(home, file) for file in ("rss.xml", "atom.xml", "feed.json")))


def edition_links(base_url: str, digest: str, number: int, forms: Collection[Form]) -> Links:
    """Return the absolute addresses of an edition's files and of its digest's feeds."""
    home = digest_page(base_url, digest)
    page = urljoin(home, f"editions/{number}/")
    return Links(
        page=page,
        pdf=urljoin(page, "briefing.pdf") if Form.PDF in forms else None,
        rss=urljoin(home, "rss.xml"),
        atom=urljoin(home, "atom.xml"),
        json=urljoin(home, "feed.json"),
        calendar=urljoin(page, "timeline.ics"),
        timeline=urljoin(page, "timeline.json"),
        evidence=urljoin(page, "edition.json"),
    )


def page_links(links: Links, forms: Collection[Form], *, private: bool = False) -> PageLinks:
    """Return what an edition's page links to, relative to where it stands, as far as it is made.

    A `private` page does not say where it stands: its secret may change.
    """
    shown = PageLinks(
        rss="../../rss.xml",
        atom="../../atom.xml",
        json="../../feed.json",
        canonical=None if private else links.page,
        home="../../../../",
        digest="../../",
    )
    made = {
        Form.RSS: "rss",
        Form.ATOM: "atom",
        Form.JSON: "json",
        Form.PDF: "pdf",
        Form.CALENDAR: "ics",
        Form.TIMELINE: "timeline",
    }
    return replace(shown, **{name: None for form, name in made.items() if form not in forms})

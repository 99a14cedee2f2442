"""Articles that stand on several pages: which page is next, and pages joined to one document.

https://html.spec.whatwg.org/multipage/links.html#link-type-next. Many sites name the next article
so, too: a page goes on only at its own address with the next number.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import islice
from urllib.parse import urljoin, urlsplit

MOST_PAGES = 12
"""Pages of one article: the longest reports that are cut up at all have eight or nine."""

_BREAK = "\n<!-- the next page of the same article -->\n"
_LINK = re.compile(r"<(?:link|a)\s[^<>]{1,2000}>", re.IGNORECASE)
_REL = re.compile(r"\brel\s*=\s*[\"']?[^\"'>]{0,80}\bnext\b", re.IGNORECASE)
_MOST_LINKS = 3000
"""Links of a page that are looked at: the longest front pages have some two thousand."""
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:[?&](?:page|p|seite|pg)=(\d{1,3})(?=&|$)|/(?:page|seite)[/-](\d{1,3})/?(?=$|\?)"
    r"|/(\d{1,2})/?(?=$|\?)|[-_](?:page|seite|p)?(\d{1,2})(?=\.\w{3,5}(?:$|\?)))",
    re.IGNORECASE,
)


def next_page(html: str, url: str) -> str | None:
    """Return the address of the page that the article at `url` goes on at, or None."""
    for match in islice(_LINK.finditer(html), _MOST_LINKS):
        if not _REL.search(match[0]):
            continue
        href = _HREF.search(match[0])
        if href is None:
            continue
        try:
            found = urljoin(url, unescape(next(filter(None, href.groups()), "")).strip())
        except ValueError:
            continue
        if _follows(url, found):
            return found
    return None


def join_pages(pages: list[str]) -> str:
    """Return one document that holds `pages`."""
    return _BREAK.join(pages)


def part_pages(html: str) -> list[str]:
    """Return the pages that `join_pages` joined; any other document is one page."""
    return html.split(_BREAK)


def _follows(url: str, found: str) -> bool:
    """Return whether `found` is `url` with the next number; no number is the first."""
    here, base = _numbered(url)
    there, other = _numbered(found)
    same = urlsplit(url).netloc == urlsplit(found).netloc
    if same and base != other:  # the first page's own address may end in what looks like a number
        here, base = 1, _bare(url)
    return same and base == other and there == here + 1


def _numbered(url: str) -> tuple[int, str]:
    numbers = list(_NUMBER.finditer(url))
    if not numbers:
        return 1, _bare(url)
    found = numbers[-1]
    number = next(int(group) for group in found.groups() if group)
    return number, _bare(url[: found.start()] + url[found.end() :])


def _bare(url: str) -> str:
    return url.partition("#")[0].rstrip("/?&").partition("//")[2]

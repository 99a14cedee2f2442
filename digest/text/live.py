"""Live blogs: posts that a page declares, each under its own moment.

https://schema.org/LiveBlogPosting
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from digest.model.article import Section, SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEWEST = 2
_PART = 0.5
"""Share of the words of an extracted text that declared posts must have to take its place."""
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?")
_BREAK = re.compile(r"<(?:/?p|br|/?div|/?h[1-6]|/?li)\b[^>]*>|\n", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Post:
    """A post: its heading begins with its day and time, as far as they are declared."""

    heading: str
    paragraphs: tuple[str, ...]


def read_posts(linked: dict[str, Any]) -> tuple[Post, ...]:
    """Return the posts of a JSON-LD live blog in its own order, none when it is no such thing."""
    updates = linked.get("liveBlogUpdate")
    items = updates if isinstance(updates, list) else []
    found = [_post(item) for item in items if isinstance(item, dict)]
    posts = tuple(post for post in found if post.paragraphs)
    return posts if len(posts) >= _FEWEST else ()


def are_whole(posts: Sequence[Post], extracted: str) -> bool:
    """Return whether `posts` are the live blog that was extracted from the page as one text."""
    words = sum(len(paragraph.split()) for post in posts for paragraph in post.paragraphs)
    return bool(posts) and words >= len(extracted.split()) * _PART


def lay_out(posts: Sequence[Post], lead: str | None) -> tuple[str, tuple[Section, ...]]:
    """Return the text of a live blog and its sections: a lead, then each post with its heading."""
    parts: list[str] = []
    sections: list[Section] = []
    length = 0

    def add(words: str) -> Span:
        nonlocal length
        start = length + 2 if parts else 0
        parts.append(words)
        length = start + len(words)
        return Span(start, length)

    if lead:
        span = add(lead)
        sections.append(Section(SectionKind.BODY, span.start, span.end, (span,)))
    for post in posts:
        heading = add(post.heading) if post.heading else None
        spans = tuple(add(paragraph) for paragraph in post.paragraphs)
        start = heading.start if heading else spans[0].start
        sections.append(Section(SectionKind.SLIDESHOW, start, spans[-1].end, spans, heading))
    return "\n\n".join(parts), tuple(sections)


def _post(item: dict[str, Any]) -> Post:
    moment = _MOMENT.match(str(item.get("datePublished") or ""))
    told = " ".join(filter(None, moment.groups())) if moment else ""
    headline = " ".join(_plain(item.get("headline")))
    body = item.get("articleBody") or item.get("text") or item.get("description")
    heading = " ".join(filter(None, (told, headline)))
    return Post(heading, tuple(line for line in _plain(body) if line != headline))


def _plain(value: object) -> list[str]:
    if not isinstance(value, str):
        return []
    lines = (unescape(_MARKUP.sub(" ", line)) for line in _BREAK.split(value))
    return [words for words in (" ".join(line.split()) for line in lines) if words]

"""What a page says of itself: JSON-LD, then OpenGraph and meta elements.

Specs: https://schema.org/NewsArticle, https://ogp.me/, https://www.w3.org/TR/json-ld11/.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from digest.text.live import read_posts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from digest.text.live import Post

_ARTICLES = frozenset(
    {
        "AdvertiserContentArticle",
        "AnalysisNewsArticle",
        "Article",
        "BlogPosting",
        "LiveBlogPosting",
        "NewsArticle",
        "OpinionNewsArticle",
        "Report",
        "ReportageNewsArticle",
        "ScholarlyArticle",
        "TechArticle",
        "WebPage",
    }
)
_SUFFIX = re.compile(r"\s+([|–—-])\s+")
_LONGEST_COUNT = 7
_DEEPEST = 12
"""Levels of JSON-LD that are searched; articles stand in the first three."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was declared, unchecked; empty fields were not declared."""

    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    body: str | None = None
    descriptions: tuple[str, ...] = ()
    free: bool | None = None
    word_count: int | None = None
    posts: tuple[Post, ...] = ()


def read_metadata(tree: HtmlElement) -> Metadata:
    """Return what the page declares: each field from JSON-LD, else from meta elements."""
    linked = next(_linked_articles(tree), {})
    metas = _metas(tree)
    outlet = metas.get("og:site_name") or next(iter(_names(linked.get("publisher"))), None)
    return Metadata(
        title=_title(linked, metas, outlet),
        published=_text(linked.get("datePublished"))
        or metas.get("article:published_time")
        or metas.get("datepublished")
        or metas.get("date")
        or metas.get("dc.date.issued"),
        authors=_names(linked.get("author")) or _meta_authors(metas),
        outlet=outlet,
        url=_canonical(tree) or metas.get("og:url"),
        language=_language(tree),
        body=_body(linked),
        descriptions=_descriptions(linked, metas),
        free=_truth(linked.get("isAccessibleForFree")),
        word_count=_count(linked.get("wordCount")),
        posts=read_posts(linked),
    )


def _title(linked: dict[str, Any], metas: dict[str, str], outlet: str | None) -> str | None:
    """Return the headline without the outlet's name, which some set behind it."""
    found = _text(linked.get("headline")) or metas.get("og:title") or metas.get("twitter:title")
    if not found:
        return None
    title = unescape(found)
    head, mark, tail = _SUFFIX.split(title) if len(_SUFFIX.findall(title)) == 1 else (title, "", "")
    return head if mark and outlet and _folded(tail) == _folded(outlet) else title


def _folded(name: str) -> str:
    return "".join(letter for letter in unescape(name).casefold() if letter.isalnum())


def _descriptions(linked: dict[str, Any], metas: dict[str, str]) -> tuple[str, ...]:
    told = (_text(linked.get("description")), metas.get("og:description"), metas.get("description"))
    return tuple(dict.fromkeys(unescape(words) for words in told if words))


def _body(linked: dict[str, Any]) -> str | None:
    found = linked.get("articleBody")
    return found if isinstance(found, str) else None


def _truth(value: object) -> bool | None:
    """Return a boolean, which many write as a string or an address of schema.org."""
    word = str(value).rpartition("/")[2].lower()
    return {"true": True, "false": False}.get(word)


def _count(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < _LONGEST_COUNT else None


def _linked_articles(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the page's JSON-LD articles, news before web pages."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                found += _objects(json.loads(script.text or "", strict=False), 0)
            except (ValueError, RecursionError):
                continue
    articles = [o for o in found if _types(o) & _ARTICLES and o.get("headline")]
    yield from sorted(articles, key=lambda o: "WebPage" in _types(o))


def _objects(value: object, depth: int) -> list[dict[str, Any]]:
    if depth > _DEEPEST:
        return []
    if isinstance(value, list):
        return [found for item in value for found in _objects(item, depth + 1)]
    if isinstance(value, dict):
        inside = [
            _objects(value[key], depth + 1) for key in ("@graph", "mainEntity") if key in value
        ]
        return [value, *(found for part in inside for found in part)]
    return []


def _types(value: dict[str, Any]) -> set[str]:
    kinds = value.get("@type")
    return {str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(dict.fromkeys(name for item in value for name in _names(item)))
    name = _text(value.get("name")) if isinstance(value, dict) else _text(value)
    if isinstance(value, dict) and isinstance(value.get("name"), list):
        return _names(value["name"])
    return (name,) if name and not name.startswith(("http://", "https://")) else ()


def _metas(tree: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = _text(meta.get("content"))
        if name and content:
            metas.setdefault(name.lower(), content)
    return metas


def _meta_authors(metas: dict[str, str]) -> tuple[str, ...]:
    for name in ("author", "article:author", "dc.creator", "parsely-author"):
        found = _names(metas.get(name))
        if found:
            return found
    return ()


def _canonical(tree: HtmlElement) -> str | None:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            return _text(link.get("href"))
    return None


def _language(tree: HtmlElement) -> str | None:
    declared = _text(tree.get("lang")) or ""
    tag = declared.replace("_", "-")
    return tag if tag.replace("-", "").isalnum() else None

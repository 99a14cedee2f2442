"""An HTML page becomes text and metadata: trafilatura's precise extraction, the page's own words.

Source of the settings: measured on pages of 65 publishers, see `benchmarks/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.text.declared import choose_text, foreign_paragraphs
from digest.text.live import are_whole, lay_out
from digest.text.metadata import Metadata, read_metadata
from digest.text.pages import part_pages
from digest.text.standfirst import find_standfirst, with_standfirst
from digest.text.walls import find_wall

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from digest.model.article import Section, SectionKind, Span

_DEEPEST = 200
"""Levels of elements kept: real pages have under 60."""
_CUT_OFF = 255
"""Levels at which libxml2 stops reading, and drops what follows."""
_SHOWN = "//body//text()[not(parent::script or parent::style or parent::noscript)]"
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*?(/?)>")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
    | {"param", "track"}
)


@dataclass(frozen=True, slots=True)
class Page:
    """What was found in a page; `text` may be empty. `foreign` lines are not its article's.

    `wall` is what stands before the article, when `text` is only that. `posts` are the sections of
    a live blog.
    """

    text: str
    metadata: Metadata
    extractor: str
    foreign: tuple[Span, ...] = ()
    wall: SectionKind | None = None
    posts: tuple[Section, ...] = ()


def read_page(html: str, url: str | None = None) -> Page:
    """Return the main text of `html`, a paragraph a line, and its metadata.

    Nothing is fetched; `url` helps to judge links. Declared metadata wins over what
    trafilatura finds, which wins over nothing. Of several pages that were joined the first tells
    the metadata, and the text of each further one is added but for what stands there already.
    """
    first, *more = part_pages(html)
    page = _read_one(first, url)
    told = set(page.text.split("\n\n"))
    parts = [page.text]
    for one in more:
        fresh = [p for p in _read_one(one, url).text.split("\n\n") if p and p not in told]
        told.update(fresh)
        parts += fresh
    return replace(page, text="\n\n".join(filter(None, parts))) if more else page


def _read_one(html: str, url: str | None) -> Page:
    # An extractor costs half a second to load: commands that read no page do not pay it.
    import trafilatura  # noqa: PLC0415

    tree = _parsed(html)
    if tree is None:
        return Page("", Metadata(), "trafilatura")
    declared = read_metadata(tree)
    standfirst = find_standfirst(tree, declared.descriptions)  # the extractor cuts the tree up
    found = trafilatura.bare_extraction(
        tree,
        url=url,
        favor_precision=True,
        # Searching a page for what it declares takes a seventh of the time.
        with_metadata=not (
            declared.title and declared.published and declared.authors and declared.outlet
        ),
        include_comments=False,
    )
    extractor = f"trafilatura/{trafilatura.__version__}"
    if found is None or isinstance(found, dict):
        return Page("", declared, extractor)
    extracted = with_standfirst(re.sub(r"\n+", "\n\n", found.text or "").strip(), standfirst)
    text = choose_text(extracted, declared.body)
    authors = tuple(a.strip() for a in (found.author or "").split(";") if a.strip())
    merged = Metadata(
        title=declared.title or found.title,
        published=declared.published or found.date,
        authors=declared.authors or authors,
        outlet=declared.outlet or found.sitename or _host(url or declared.url),
        url=declared.url or found.url or url,
        language=declared.language or found.language,
    )
    if are_whole(declared.posts, extracted):
        blog, sections = lay_out(declared.posts, standfirst)
        return Page(blog, merged, extractor, posts=sections)
    foreign = foreign_paragraphs(text, declared.body)
    return Page(text, merged, extractor, foreign, find_wall(text, lambda: _shown(html), declared))


def flatten(html: str) -> str:
    """Return `html` without the tags that stand deeper than any real page's.

    Their text stays. Linear in the length of `html`.
    """
    depth = last = 0
    kept: list[str] = []
    for match in _TAG.finditer(html):
        if match[3] or match[2].lower() in _VOID:
            continue
        if match[1]:
            drop = depth > _DEEPEST
            depth = max(depth - 1, 0)
        else:
            depth += 1
            drop = depth > _DEEPEST
        if drop:
            kept += (html[last : match.start()], " ")
            last = match.end()
    kept.append(html[last:])
    return "".join(kept)


def _parsed(html: str) -> HtmlElement | None:
    """Return the tree of a page, or None when there is nothing in it."""
    from lxml.html import HTMLParser, document_fromstring  # noqa: PLC0415 - with the extractor

    def parse(text: str) -> HtmlElement:
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)

    if not html.strip():
        return None
    tree = parse(html)
    is_cut = tree.xpath(f"boolean({'/*' * _CUT_OFF})")
    return parse(flatten(html)) if is_cut else tree


def _shown(html: str) -> str:
    """Return all words that a page shows; few pages are so short that they are looked for."""
    tree = _parsed(html)
    return "" if tree is None else " ".join(tree.xpath(_SHOWN))


def _host(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None

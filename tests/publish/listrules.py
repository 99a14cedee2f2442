"""Rules of JSON Feed 1.1 and OPML 2.0, written from the specifications; each fault is one sentence.

JSON Feed: https://www.jsonfeed.org/version/1.1/. OPML: http://opml.org/spec2.opml.
"""

from __future__ import annotations

import importlib.util
import json
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WEB = re.compile(r"https?://[^\s/?#<>\"]+[^\s<>\"]*")
_OUTLINE = {"text", "title", "description", "language", "version", "type", "xmlUrl", "htmlUrl"}
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_FEED = {"version", "title", "home_page_url", "feed_url", "description", "icon", "favicon"}
_FEED |= {"authors", "language", "hubs", "items", "next_url", "user_comment", "expired"}
_ITEM = {"id", "url", "external_url", "title", "content_html", "content_text", "summary"}
_ITEM |= {"image", "banner_image", "date_published", "date_modified", "authors", "tags"}
_ITEM |= {"language", "attachments"}


def _feed(document: dict[str, Any]) -> Iterator[str]:
    if document.get("version") != "https://jsonfeed.org/version/1.1":
        yield "not version 1.1"
    if unknown := set(document) - _FEED:
        yield f"unknown fields {unknown}"
    if not document.get("title"):
        yield "no title"
    for name in ("home_page_url", "feed_url", "icon"):
        if name in document and not _WEB.fullmatch(document[name]):
            yield f"{name} is not an address"
    for hub in document.get("hubs", []):
        if set(hub) != {"type", "url"}:
            yield "a hub needs type and url"
    yield from _author_faults(document)
    items = document.get("items", [])
    for item in items:
        yield from _item_faults(item)
    ids = [item["id"] for item in items]
    if len(ids) != len(set(ids)):
        yield "an id stands twice"


def _item_faults(item: dict[str, Any]) -> Iterator[str]:
    if unknown := set(item) - _ITEM:
        yield f"unknown fields {unknown}"
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "an item has no id"
    if "content_html" not in item and "content_text" not in item:
        yield "an item has no content"
    for name in ("date_published", "date_modified"):
        if not _DATE.fullmatch(item[name]):
            yield f"{name} is not RFC 3339"
    if not all(isinstance(tag, str) for tag in item.get("tags", [])):
        yield "a tag is not a text"
    for file in item.get("attachments", []):
        if not {"url", "mime_type"} <= set(file):
            yield "an attachment needs url and mime_type"
        if not isinstance(file.get("size_in_bytes", 1), int):
            yield "size_in_bytes is not a number"
    yield from _author_faults(item)
    yield from html_faults(item.get("content_html", ""))


def _author_faults(parent: dict[str, Any]) -> Iterator[str]:
    for author in parent.get("authors", []):
        if not any(author.get(name) for name in ("name", "url", "avatar")):
            yield "an author is empty"


def json_faults(data: bytes) -> list[str]:
    """Return what is wrong with a JSON Feed; an empty list for a valid one."""
    return list(_feed(json.loads(data.decode("utf-8", "strict"))))


def opml_faults(data: bytes) -> list[str]:
    """Return what is wrong with a list of feeds; an empty list for a valid one."""
    return list(_opml(etree.fromstring(data)))


def _opml(root: etree._Element) -> Iterator[str]:
    if (root.tag, root.get("version")) != ("opml", "2.0"):
        yield "the root is not <opml version='2.0'>"
    if [child.tag for child in root] != ["head", "body"]:
        yield "there is not one head before one body"
    if not (root.findtext("head/title") or "").strip():
        yield "the list has no title"
    try:
        parsedate_to_datetime(root.findtext("head/dateModified") or "")
    except ValueError:
        yield "the list's date is not RFC 822"
    for outline in root.iter("outline"):
        yield from _outline(outline)
    addresses = [outline.get("xmlUrl") for outline in root.iter("outline")]
    if len(addresses) != len(set(addresses)):
        yield "a feed stands twice"


def _outline(outline: etree._Element) -> Iterator[str]:
    if unknown := set(outline.attrib) - _OUTLINE:
        yield f"unknown attributes {unknown}"
    if not (outline.get("text") or "").strip():
        yield "an outline has no text"
    if outline.get("type") != "rss" or outline.get("version") not in {"RSS", "RSS2"}:
        yield "an outline is no subscription"
    for name in ("xmlUrl", "htmlUrl"):
        if not _WEB.fullmatch(outline.get(name) or ""):
            yield f"{name} is not an address"


def _rule_of_html() -> Callable[[str], list[str]]:
    path = Path(__file__).with_name("feedrules.py")
    spec = importlib.util.spec_from_file_location("feedrules", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rule: Callable[[str], list[str]] = module.html_faults
    return rule


html_faults = _rule_of_html()

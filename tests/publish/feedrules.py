"""Rules of RSS 2.0 and Atom, written from the specifications; each fault is one sentence.

RSS: https://www.rssboard.org/rss-specification and https://www.rssboard.org/rss-profile (its
advice counts as a rule here). Atom: RFC 4287, RFC 5005 (archives), RFC 6721 (tombstones).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Faults = Iterator[str]

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_RSS_DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT)"
)
_ATOM_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_WEB = re.compile(r"https?://[^\s/?#<>\"]+[^\s<>\"]*")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_TAG = re.compile(r"tag:[a-z0-9.@_-]+,\d{4}(-\d\d(-\d\d)?)?:([\w.~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})+")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+")
_MAILBOX = re.compile(r"[^\s@()]+@[^\s@()]+ \(.+\)")
_C1 = re.compile("[\x7f-\x9f]")
_ENTITY = re.compile(rb"<(title|category|dc:creator|source|generator)\b[^>]*>[^<]*&(lt|amp);")

_CHANNEL_ONCE = {"title", "link", "description", "language", "copyright", "managingEditor"}
_CHANNEL_ONCE |= {"webMaster", "pubDate", "lastBuildDate", "docs", "generator", "cloud", "ttl"}
_CHANNEL_ONCE |= {"image", "rating", "textInput", "skipHours", "skipDays"}
_ITEM_ONCE = {"title", "link", "description", "author", "comments", "enclosure", "guid"}
_ITEM_ONCE |= {"pubDate", "source", CONTENT, f"{DC}language"}
_RELS = {"alternate", "current", "enclosure", "hub", "next-archive", "prev-archive", "related"}
_RELS |= {"self", "via"}
_SAFE_TAGS = {"a", "blockquote", "br", "cite", "code", "dd", "dl", "dt", "em", "h2", "h3", "h4"}
_SAFE_TAGS |= {"li", "ol", "p", "small", "span", "strong", "ul"}
_SAFE_ATTRIBUTES = {"dir", "href", "lang", "title"}


def rss_faults(data: bytes) -> list[str]:
    """Return what is wrong with an RSS document; an empty list for a valid one."""
    return list(_rss(data))


def atom_faults(data: bytes) -> list[str]:
    """Return what is wrong with an Atom document; an empty list for a valid one."""
    return list(_atom(data))


def html_faults(text: str) -> list[str]:
    """Return what feed readers would drop from, or mend in, an HTML fragment."""
    fragment = _Fragment()
    fragment.feed(text)
    fragment.close()
    return fragment.faults + [f"<{tag}> is not closed" for tag in fragment.open]


def _root(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(data, parser)


def _rss(data: bytes) -> Faults:
    if not data.startswith((b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0"')):
        yield "no XML declaration"
    root = _root(data)
    if root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1:
        yield "the root is not <rss version='2.0'> around one channel"
    channel = root[0]
    if _ENTITY.search(data):
        yield "& and < of plain text are to be written as &#x26; and &#x3C;"
    yield from _once(channel, _CHANNEL_ONCE, {"item", "category", f"{ATOM}link"})
    for name in ("title", "link", "description"):
        if not (channel.findtext(name) or "").strip():
            yield f"the channel has no {name}"
    yield from _matches(channel, {"link": _WEB, "docs": _WEB, "language": _LANGUAGE})
    yield from _dates(channel, ("lastBuildDate", "pubDate"), _rss_date_faults)
    names = [child.tag for child in channel]
    if "item" in names and set(names[names.index("item") :]) != {"item"}:
        yield "an item stands before metadata of the channel"
    links = channel.findall(f"{ATOM}link")
    if [link.get("rel") for link in links].count("self") != 1:
        yield "the channel does not link to itself once"
    for link in links:
        yield from _link_faults(link)
    yield from _history_faults(channel, links)
    items = channel.findall("item")
    yield from _unique("guid", [item.findtext("guid") for item in items])
    for item in items:
        yield from _item(item)
    yield from _character_faults(root)


def _item(item: etree._Element) -> Faults:
    yield from _once(item, _ITEM_ONCE, {"category", f"{DC}creator"})
    if item.find("title") is None and item.find("description") is None:
        yield "an item has neither title nor description"
    for name in ("guid", "link", "pubDate"):
        if not item.findtext(name):
            yield f"an item has no {name}"
    yield from _matches(item, {"link": _WEB, "author": _MAILBOX, f"{DC}language": _LANGUAGE})
    yield from _dates(item, ("pubDate",), _rss_date_faults)
    for guid in item.findall("guid"):
        yield from _id_faults(guid.text or "")
        if guid.get("isPermaLink") != "false":
            yield f"guid {guid.text} is taken for an address"
    for file in item.findall("enclosure"):
        yield from _file_faults(file.get("url"), file.get("length"), file.get("type"))
    for source in item.findall("source"):
        if not _WEB.fullmatch(source.get("url") or ""):
            yield "a source has no address"
    yield from _item_texts(item)


def _item_texts(item: etree._Element) -> Faults:
    names = [child.tag for child in item]
    if CONTENT in names and "description" not in names[: names.index(CONTENT)]:
        yield "content:encoded stands before the description"
    if "author" in names and f"{DC}creator" in names:
        yield "an item has author and dc:creator"
    for name in ("description", CONTENT):
        yield from (f"{name}: {fault}" for fault in html_faults(item.findtext(name) or ""))


def _atom(data: bytes) -> Faults:
    root = _root(data)
    if root.tag != f"{ATOM}feed":
        yield "the root is not an Atom feed"
    many = {f"{ATOM}{name}" for name in ("author", "category", "contributor", "entry", "link")}
    once = {"id", "title", "updated", "subtitle", "generator", "icon", "logo", "rights"}
    yield from _once(root, {f"{ATOM}{name}" for name in once}, many | {TOMBSTONE})
    yield from _metadata(root)
    links = root.findall(f"{ATOM}link")
    if [link.get("rel") for link in links].count("self") != 1:
        yield "the feed does not link to itself once"
    yield from _history_faults(root, links)
    names = [child.tag for child in root]
    if f"{ATOM}entry" in names and set(names[names.index(f"{ATOM}entry") :]) != {f"{ATOM}entry"}:
        yield "an entry stands before metadata of the feed"
    entries = root.findall(f"{ATOM}entry")
    yield from _unique("id", [entry.findtext(f"{ATOM}id") for entry in entries])
    # RFC 4287 allows two changes at once; the W3C validator warns that readers sort by them.
    yield from _unique("updated", [entry.findtext(f"{ATOM}updated") for entry in entries])
    for entry in entries:
        yield from _entry(entry, bool(root.findall(f"{ATOM}author")))
    live = {entry.findtext(f"{ATOM}id") for entry in entries}
    for stone in root.findall(TOMBSTONE):
        yield from _id_faults(stone.get("ref") or "")
        yield from _atom_date_faults(stone.get("when") or "")
        if stone.get("ref") in live:
            yield f"{stone.get('ref')} is deleted and present"
    yield from _character_faults(root)


def _entry(entry: etree._Element, has_author: bool) -> Faults:  # noqa: FBT001 — a test's helper
    many = {f"{ATOM}{name}" for name in ("author", "category", "contributor", "link")}
    once = {"id", "title", "updated", "published", "content", "summary", "rights", "source"}
    yield from _once(entry, {f"{ATOM}{name}" for name in once}, many)
    yield from _metadata(entry)
    if not has_author and not entry.findall(f"{ATOM}author"):
        yield "an entry has no author"
    rels = [link.get("rel") for link in entry.findall(f"{ATOM}link")]
    if "alternate" not in rels:
        yield "an entry has no alternate link"
    published = entry.findtext(f"{ATOM}published")
    if published:
        yield from _atom_date_faults(published)
        if _instant(entry.findtext(f"{ATOM}updated") or published) < _instant(published):
            yield "an entry was updated before it was published"
    content = entry.find(f"{ATOM}content")
    if content is not None:
        if content.get("type") != "html":
            yield "content is not declared as html"
        yield from html_faults(content.text or "")
    summary = entry.find(f"{ATOM}summary")
    if summary is None or not (summary.text or "").strip():
        yield "an entry has no summary"
    source = entry.find(f"{ATOM}source")
    if source is not None:
        yield from _metadata(source)


def _metadata(parent: etree._Element) -> Faults:
    """Yield faults of what feeds, entries and sources share."""
    identifier = parent.findtext(f"{ATOM}id")
    yield from _id_faults(identifier or "")
    title = parent.find(f"{ATOM}title")
    if title is None or not (title.text or "").strip():
        yield "a title is missing or blank"
    yield from _atom_date_faults(parent.findtext(f"{ATOM}updated") or "")
    language = parent.get(LANG)
    if language is not None and not _LANGUAGE.fullmatch(language):
        yield f"not a language tag: {language}"
    for person in parent.findall(f"{ATOM}author"):
        if not (person.findtext(f"{ATOM}name") or "").strip():
            yield "an author has no name"
    links = parent.findall(f"{ATOM}link")
    for link in links:
        yield from _link_faults(link)
    kinds = [(a.get("type"), a.get("hreflang")) for a in links if a.get("rel") == "alternate"]
    yield from _unique("alternate link", kinds)
    for category in parent.findall(f"{ATOM}category"):
        if not category.get("term"):
            yield "a category has no term"


def _link_faults(link: etree._Element) -> Faults:
    if not _WEB.fullmatch(link.get("href") or ""):
        yield f"not an absolute address: {link.get('href')}"
    if link.get("rel") not in _RELS:
        yield f"unknown relation {link.get('rel')}"
    if link.get("type") and not _MIME.fullmatch(link.get("type") or ""):
        yield f"not a media type: {link.get('type')}"
    if link.get("rel") == "enclosure":
        yield from _file_faults(link.get("href"), link.get("length"), link.get("type"))
    if link.text or len(link):
        yield "a link is not empty"


def _file_faults(url: str | None, length: str | None, kind: str | None) -> Faults:
    if not _WEB.fullmatch(url or ""):
        yield f"an enclosure has no address: {url}"
    if not (length or "").isdecimal() or int(length or 0) <= 0:
        yield f"an enclosure has no length: {length}"
    if not _MIME.fullmatch(kind or ""):
        yield f"an enclosure has no type: {kind}"


def _history_faults(parent: etree._Element, links: list[etree._Element]) -> Faults:
    rels = Counter(link.get("rel") for link in links)
    if any(rels[rel] > 1 for rel in ("current", "prev-archive", "next-archive")):
        yield "a relation between documents stands twice"
    archive = parent.find(f"{HISTORY}archive") is not None
    if archive and not rels["current"]:
        yield "an archive does not link to the current document"
    if rels["next-archive"] and not archive:
        yield "the current document links to a later one"


def _id_faults(identifier: str) -> Faults:
    if not _IRI.fullmatch(identifier):
        yield f"not an absolute IRI: {identifier!r}"
    for scheme, pattern in (("tag:", _TAG), ("urn:uuid:", _UUID)):
        if identifier.startswith(scheme) and not pattern.fullmatch(identifier):
            yield f"not a well-formed {scheme} id: {identifier}"


def _rss_date_faults(text: str) -> Faults:
    if not _RSS_DATE.fullmatch(text):
        yield f"not an RFC 822 date: {text}"
    elif format_datetime(parsedate_to_datetime(text))[:3] != text[:3]:
        yield f"the wrong day of the week: {text}"


def _atom_date_faults(text: str) -> Faults:
    if not _ATOM_DATE.fullmatch(text):
        yield f"not an RFC 3339 date: {text!r}"


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _dates(
    parent: etree._Element, names: tuple[str, ...], check: Callable[[str], Faults]
) -> Faults:
    for name in names:
        text = parent.findtext(name)
        if text is not None:
            yield from check(text)


def _matches(parent: etree._Element, patterns: dict[str, re.Pattern[str]]) -> Faults:
    for name, pattern in patterns.items():
        for element in parent.findall(name):
            if not pattern.fullmatch(element.text or ""):
                yield f"{name} is malformed: {element.text}"


def _once(parent: etree._Element, once: set[str], many: set[str]) -> Faults:
    counts = Counter(child.tag for child in parent if isinstance(child.tag, str))
    for name, count in counts.items():
        if name.startswith(HISTORY):
            continue
        if name not in once | many:
            yield f"{parent.tag} holds an unknown {name}"
        elif name in once and count > 1:
            yield f"{parent.tag} holds {name} {count} times"


def _unique(what: str, values: list[object]) -> Faults:
    yield from (f"{what} stands twice: {v}" for v, count in Counter(values).items() if count > 1)


def _character_faults(root: etree._Element) -> Faults:
    for element in root.iter():
        if _C1.search(element.text or ""):
            yield f"a control character of Windows-1252 in {element.tag}"


class _Fragment(HTMLParser):
    """Collects the faults of an HTML fragment."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a start tag and its attributes."""
        if tag not in _SAFE_TAGS:
            self.faults.append(f"<{tag}> is not kept by readers")
        for name, value in attrs:
            if name not in _SAFE_ATTRIBUTES:
                self.faults.append(f"the attribute {name} is not kept by readers")
            if name == "href" and not _WEB.fullmatch(value or ""):
                self.faults.append(f"not an absolute address: {value}")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that an end tag closes what was opened last."""
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> closes nothing")

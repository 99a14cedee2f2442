"""Messages as they are saved: a newsletter becomes a page, a plain letter a text.

https://www.rfc-editor.org/rfc/rfc5322, https://www.rfc-editor.org/rfc/rfc2045
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from html import escape, unescape
from typing import TYPE_CHECKING

from digest.errors import InputError
from digest.model.article import MediaType
from digest.model.received import Given, Received
from digest.net.unwrap import unwrap

if TYPE_CHECKING:
    from datetime import datetime

_LINK = re.compile(r"(<a\b[^<>]{0,2000}?\bhref\s*=\s*[\"'])([^\"'<>]{1,4000})", re.IGNORECASE)
_WORDED_LINK = re.compile(
    r"<a\b[^<>]{0,400}?\bhref\s*+=\s*+[\"'](https?://[^\"'<>]{1,4000}+)[\"'][^<>]{0,2000}+>"
    r"([^<]{1,200})<",
    re.IGNORECASE,
)
_ONLINE = re.compile(
    r"\b(?:view|read|open|see)\b.{0,40}\b(?:browser|online|web)\b|\bweb version\b"
    r"|\bim browser\b|\bonline (?:lesen|ansehen|öffnen)\b|\bwebansicht\b",
    re.IGNORECASE,
)
"""How newsletters call the link to the page that shows them."""
_EDGE = 40_000
"""Characters from the beginning and from the end of a newsletter where that link stands."""


def read_message(name: str, content: bytes) -> Received:
    """Return the document of a message: its HTML, else its text; attachments are left.

    The sender's name is the outlet, the subject the title, the Date header the date, and the page
    that shows a newsletter its address. Links that count clicks are replaced by what they carry.

    Raises:
        InputError: it is no message, or holds no text.
    """
    try:
        message = message_from_bytes(content, policy=policy.default)
        part = message.get_body(("html", "plain")) if isinstance(message, EmailMessage) else None
        body = part.get_content() if isinstance(part, EmailMessage) else None
    except (MessageError, LookupError, ValueError, RecursionError, AttributeError) as error:
        raise InputError(f"{name} cannot be read as a message ({error}).") from error
    if not isinstance(body, str) or not body.strip() or not message.keys():
        raise InputError(f"{name} is a message without a text; give one with a body.")
    sender, address = parseaddr(_header(message, "from") or "")
    html = isinstance(part, EmailMessage) and part.get_content_type() == "text/html"
    if html:
        body = _LINK.sub(_unwrapped, body)
    return Received(
        name=name,
        media_type=MediaType.HTML if html else MediaType.TEXT,
        content=body.replace("\0", "").encode("utf-8", "replace"),
        given=Given(
            id=_header(message, "message-id"),
            title=_header(message, "subject"),
            published=_date(message),
            outlet=sender or address or None,
            url=_online(body) if html else None,
        ),
        charset="utf-8",
    )


def _unwrapped(link: re.Match[str]) -> str:
    url = unescape(link[2]).strip()
    found = unwrap(url)
    return link[0] if found == url else f"{link[1]}{escape(found)}"


def _online(body: str) -> str | None:
    """Return the address of the page that shows a newsletter, where it says so."""
    edges = body if len(body) <= 2 * _EDGE else body[:_EDGE] + body[-_EDGE:]
    for link in _WORDED_LINK.finditer(edges):
        if _ONLINE.search(" ".join(unescape(link[2]).split())):
            return unescape(link[1]).replace("\0", "")
    return None


def _date(message: EmailMessage) -> str | None:
    try:
        found: datetime = parsedate_to_datetime(_header(message, "date") or "")
    except (ValueError, TypeError):
        return None
    return found.isoformat()


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = " ".join(str(message.get(name) or "").split())
    except (MessageError, ValueError, IndexError, AttributeError):
        return None  # the standard library's parser trips over some broken headers
    return value.replace("\0", "").encode("utf-8", "replace").decode() or None

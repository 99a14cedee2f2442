"""Messages as they are saved: a newsletter becomes a page, a plain letter a text.

https://www.rfc-editor.org/rfc/rfc5322, https://www.rfc-editor.org/rfc/rfc2045
"""

from __future__ import annotations

from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING

from digest.errors import InputError
from digest.model.article import MediaType
from digest.model.received import Given, Received

if TYPE_CHECKING:
    from datetime import datetime


def read_message(name: str, content: bytes) -> Received:
    """Return the document of a message: its HTML, else its text; attachments are left.

    The sender's name is the outlet, the subject the title, the Date header the date.

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
    return Received(
        name=name,
        media_type=MediaType.HTML if html else MediaType.TEXT,
        content=body.replace("\0", "").encode("utf-8", "replace"),
        given=Given(
            id=_header(message, "message-id"),
            title=_header(message, "subject"),
            published=_date(message),
            outlet=sender or address or None,
        ),
        charset="utf-8",
    )


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

"""Briefings by mail: one message for each recipient, who can leave the list with one click.

https://www.rfc-editor.org/rfc/rfc5322 (messages), https://www.rfc-editor.org/rfc/rfc8058
(one-click unsubscribe), https://www.rfc-editor.org/rfc/rfc2919 (List-Id)
"""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

from digest.errors import DeliveryError, RefusedError
from digest.model.delivery import Security

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from digest.model.delivery import MailServer

SECONDS = 30.0
"""What one answer of a mail server may take: RFC 5321 allows minutes, servers need seconds."""
_PERMANENT = range(500, 600)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it is meant: `unsubscribe` is the address to leave at, None for alerts.

    `key` makes its id: the same letter to the same recipient, however often it is sent.
    """

    digest: str
    key: str
    to: str
    subject: str
    lines: Sequence[str]
    date: datetime
    unsubscribe: str | None = None
    pdf: bytes | None = None
    language: str = "en"


def message(letter: Letter, sender: str) -> EmailMessage:
    """Return `letter` as it is sent; the same letter is the same message."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    found = EmailMessage()
    found["From"] = sender
    found["To"] = letter.to
    found["Subject"] = " ".join(letter.subject.split())
    found["Date"] = format_datetime(letter.date)
    unique = hashlib.sha256(f"{letter.key}\n{letter.to}".encode()).hexdigest()
    found["Message-ID"] = f"<{unique[:40]}@{domain}>"
    found["Auto-Submitted"] = "auto-generated"
    found["Content-Language"] = letter.language
    found["List-Id"] = f"<{letter.digest}.{domain}>"
    if letter.unsubscribe:
        found["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        if letter.unsubscribe.startswith("https:"):  # one click is promised over TLS alone
            found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    found.set_content("\n".join(letter.lines) + "\n", cte="quoted-printable")
    if letter.pdf is not None:
        name = f"{letter.digest}.pdf"
        found.add_attachment(letter.pdf, maintype="application", subtype="pdf", filename=name)
        found.set_boundary(unique[:32])  # a random one would make each try another message
    return found


def send(server: MailServer, letter: Letter) -> str:
    """Hand `letter` to the mail server, and return that it was taken.

    Raises:
        RefusedError: the recipient, or the message, is refused for good.
        DeliveryError: the server cannot be reached, or does not take it now.
    """
    content = message(letter, server.sender).as_bytes(policy=SMTP)
    with _told(server, letter.to), _connected(server) as connection:
        connection.sendmail(parseaddr(server.sender)[1], [letter.to], content)
    return "taken by the mail server"


def greet(server: MailServer) -> None:
    """Pass when the mail server lets us in.

    Raises:
        DeliveryError: it cannot be reached, or does not accept our password.
    """
    with _told(server, ""), _connected(server) as connection:
        connection.noop()


@contextmanager
def _told(server: MailServer, recipient: str) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _refusal(code, answer, recipient) from None
    except smtplib.SMTPAuthenticationError as error:
        raise DeliveryError(
            f"The mail server does not accept our password ({error.smtp_code}); check "
            "DIGEST_SMTP_URL."
        ) from None
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error, recipient) from None
    except (OSError, smtplib.SMTPException) as error:
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise DeliveryError(
            f"The mail server {server.host}:{server.port} cannot be used ({said}); check "
            "DIGEST_SMTP_URL."
        ) from error


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    trust = ssl.create_default_context()
    if server.security is Security.TLS:
        opened: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=SECONDS, context=trust
        )
    else:
        opened = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with opened as connection:
        if server.security is Security.STARTTLS:
            connection.starttls(context=trust)
        if server.user:
            connection.login(server.user, server.password or "")
        yield connection


def _refusal(code: int, said: bytes | str, recipient: str) -> DeliveryError:
    """Return the error of an answer; who the recipient is stays out of it, as errors are shown."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    shown = " ".join((text.replace(recipient, "the recipient") if recipient else text).split())
    kind = RefusedError if code in _PERMANENT else DeliveryError
    return kind(f"The mail server answered {code}: {shown}.")

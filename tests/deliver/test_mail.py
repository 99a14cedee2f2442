"""Letters reach a real mail server whole, under one id, with a way to leave by one click."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import AuthResult

from digest.deliver.mail import Letter, message, send
from digest.errors import DeliveryError, RefusedError
from digest.model.delivery import MailServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session

RIGHT, WRONG = "the-right-one", "not-this-one"
LETTER = Letter(
    digest="harbour",
    key="5f0c",
    to="desk@example.org",
    subject="The harbour: Sturm über dem Hafen\nBcc: evil@example.org",
    lines=["Der Hafen wurde geschlossen.", ".", "", "From here on it is quiet."],
    date=datetime(2026, 3, 1, 12, tzinfo=UTC),
    unsubscribe="https://news.example.org/unsubscribe/t0ken",
    pdf=b"%PDF-2.0 " + bytes(range(256)),
    language="de",
)


class Postbox:
    """What a mail server does with what it gets."""

    def __init__(self) -> None:
        """Hold no letters."""
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answer = "250 taken"

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, _smtp: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _smtp: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter."""
        found = email.message_from_bytes(envelope.content, policy=email.policy.SMTP)
        self.letters.append(found)  # type: ignore[arg-type]
        self.recipients += envelope.rcpt_tos
        return "250 taken"


@pytest.fixture
def postbox() -> Postbox:
    """What the server does."""
    return Postbox()


@pytest.fixture
def server(postbox: Postbox, serve_mail: Callable[..., int]) -> MailServer:
    """A running mail server that lets in who knows the password."""
    port = serve_mail(
        postbox,
        auth_require_tls=False,
        authenticator=lambda *told: AuthResult(
            success=told[4].password == RIGHT.encode(), handled=False
        ),
    )
    return MailServer("127.0.0.1", port, "Morning desk <desk@news.example.org>")


def test_a_letter_arrives_with_its_briefing(server: MailServer, postbox: Postbox) -> None:
    """Text and PDF as they were sent, to its one recipient."""
    assert send(server, LETTER) == "taken by the mail server"
    (letter,) = postbox.letters
    body, briefing = letter.iter_parts() if letter.is_multipart() else ()
    assert body.get_content().splitlines() == list(LETTER.lines)  # type: ignore[attr-defined]
    assert briefing.get_content() == LETTER.pdf  # type: ignore[attr-defined]
    assert briefing.get_filename() == "harbour.pdf"
    assert postbox.recipients == ["desk@example.org"]


def test_a_subject_cannot_add_headers(server: MailServer, postbox: Postbox) -> None:
    """Line breaks in a title become blanks."""
    send(server, LETTER)
    (letter,) = postbox.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "The harbour: Sturm über dem Hafen Bcc: evil@example.org"


def test_one_click_unsubscribes() -> None:
    """Both headers of RFC 8058 stand in the letter, the second only where TLS protects it."""
    sent = message(LETTER, "desk@news.example.org")
    assert sent["List-Unsubscribe"] == "<https://news.example.org/unsubscribe/t0ken>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = message(replace(LETTER, unsubscribe="http://127.0.0.1/u/t"), "desk@example.org")
    assert plain["List-Unsubscribe-Post"] is None


def test_a_letter_that_is_sent_again_is_the_same_one() -> None:
    """Byte by byte, its Message-ID with it; another recipient's has another id."""
    one, again = (message(LETTER, "desk@news.example.org") for _ in range(2))
    assert one.as_bytes() == again.as_bytes()
    other = message(replace(LETTER, to="other@example.org"), "desk@news.example.org")
    assert other["Message-ID"] != one["Message-ID"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [("550 5.1.1 no such user", RefusedError), ("451 4.7.1 greylisted", DeliveryError)],
)
def test_a_refused_recipient_is_not_named(
    server: MailServer, postbox: Postbox, answer: str, error: type[Exception]
) -> None:
    """Errors are shown to many; what is refused for good is not tried again."""
    postbox.answer = f"{answer} <desk@example.org>"
    with pytest.raises(DeliveryError, match=answer[:3]) as caught:
        send(server, LETTER)
    assert type(caught.value) is error
    assert "desk@" not in str(caught.value)
    assert not postbox.letters


def test_a_server_asks_for_a_password(server: MailServer, postbox: Postbox) -> None:
    """The right one opens it; a wrong one is told without being said."""
    send(replace(server, user="desk", password=RIGHT), LETTER)
    with pytest.raises(DeliveryError, match="does not accept our password") as caught:
        send(replace(server, user="desk", password=WRONG), LETTER)
    assert WRONG not in str(caught.value)
    assert len(postbox.letters) == 1


def test_a_server_that_is_away_is_told(server: MailServer) -> None:
    """The message names host, port and the setting."""
    away = replace(server, port=1)
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1:1 cannot be used .*DIGEST_SMTP_URL"):
        send(away, LETTER)

"""Who is told of editions is read strictly, and keys never stand in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest.config import load_definitions, load_place
from digest.errors import ConfigError
from digest.model.delivery import Mailing, Occasion, Security, Webhook

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model.definition import DigestDefinition

MAIL = {"DIGEST_MAIL_FROM": "Desk <desk@example.org>"}


def read(path: Path, told: str) -> DigestDefinition:
    """Return the digest whose file says `told`."""
    file = path / "digest.toml"
    file.write_text(f'[[digest]]\nname = "storms"\n{told}')
    (found,) = load_definitions(file).digests
    return found


def test_webhooks_and_mail_are_read(tmp_path: Path) -> None:
    """With what they are told of; recipients named twice are one."""
    found = read(
        tmp_path,
        '[digest.mail]\nto = ["a@example.org", "a@example.org"]\nalerts = "ops@example.org"\n'
        'attach = false\n[[digest.webhook]]\nurl = "https://example.org"\nsecret = "desk"\n',
    )
    assert found.mail == Mailing(("a@example.org",), ("ops@example.org",), attach=False)
    assert found.webhooks == (Webhook("https://example.org/", "desk", (Occasion.RELEASED,)),)


@pytest.mark.parametrize(
    ("told", "error"),
    [
        (
            '[[digest.webhook]]\nurl = "ftp://x"\nsecret = "d"',
            r"line 4, digest\.webhook\.url",
        ),
        ('[[digest.webhook]]\nurl = "https://x"', r"digest\.webhook\.secret: it is missing"),
        ('[[digest.webhook]]\nurl = "https://x"\nsecret = "whsec_AA=="', "names a key and is not"),
        ('[digest.mail]\nto = ["nobody"]', r"'nobody' is no address"),
        ('[digest.mail]\nto = ["a@example.org\\nBcc: b@example.org"]', "is no address"),
        ('[digest.mail]\nattach = "yes"', "true or false, without quotes"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, told: str, error: str) -> None:
    """With line, key and cure."""
    with pytest.raises(ConfigError, match=error):
        read(tmp_path, told)


def test_keys_come_from_the_environment() -> None:
    """By their names in small letters; no message or log shows them."""
    place = load_place({"DIGEST_SECRET_DESK": "whsec_abc", "DIGEST_SECRET_EMPTY": ""})
    assert place.secrets == {"desk": "whsec_abc"}
    assert "whsec_abc" not in repr(place)


def test_a_mail_server_is_read_from_its_address() -> None:
    """Security by its scheme, port by its security, name and password decoded and not shown."""
    url = "smtp+starttls://desk%40example.org:p%2Fw@mail.example.org"
    server = load_place({"DIGEST_SMTP_URL": url, **MAIL}).mail
    assert server is not None
    assert (server.host, server.port, server.security) == (
        "mail.example.org",
        587,
        Security.STARTTLS,
    )
    assert (server.user, server.password) == ("desk@example.org", "p/w")
    assert "p/w" not in repr(server)


@pytest.mark.parametrize(
    ("environ", "error"),
    [
        ({"DIGEST_SMTP_URL": "mail.example.org", **MAIL}, "no address of a mail server"),
        ({"DIGEST_SMTP_URL": "smtp://mail.example.org:x", **MAIL}, "no address of a mail server"),
        ({"DIGEST_SMTP_URL": "smtp://a:b@mail.example.org", **MAIL}, "password in the clear"),
        ({"DIGEST_SMTP_URL": "smtp://localhost"}, "DIGEST_MAIL_FROM is None"),
        ({"DIGEST_SMTP_URL": "smtp://localhost", "DIGEST_MAIL_FROM": "desk"}, "name the sender"),
    ],
)
def test_a_mail_server_that_cannot_be_is_refused(environ: dict[str, str], error: str) -> None:
    """The message says how to write it, and never repeats a password."""
    with pytest.raises(ConfigError, match=error):
        load_place(environ)

"""What is sent to others: digest.toml says to whom, the environment with which key and server.

A key stands neither in digest.toml nor in the database: the file names it, the environment has it.
"""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from digest.errors import ConfigError, UnsafeUrlError
from digest.model.delivery import Mailing, MailServer, Occasion, Security, Webhook
from digest.net.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.config.toml import Table

SECRETS = "DIGEST_SECRET_"
_SECRET_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PORTS = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MOST_RECIPIENTS = 10_000


def load_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of the environment, `DIGEST_SECRET_NAME`, by their names in small letters."""
    return {
        name.removeprefix(SECRETS).lower(): value
        for name, value in environ.items()
        if name.startswith(SECRETS) and value
    }


def load_mail_server(environ: Mapping[str, str]) -> MailServer | None:
    """Return the mail server of DIGEST_SMTP_URL, None when there is none.

    Raises:
        ConfigError: it is no address of a mail server, or DIGEST_MAIL_FROM is no sender.
    """
    url, sender = environ.get("DIGEST_SMTP_URL"), environ.get("DIGEST_MAIL_FROM")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        security, host, port = Security(parts.scheme), parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.path.strip("/") or parts.query:
        raise ConfigError(
            "DIGEST_SMTP_URL is no address of a mail server; write it like "
            "smtps://user:password@mail.example.org:465, smtp+starttls://... or smtp://localhost."
        )
    if parts.password and security is Security.NONE and host not in _LOOPBACK:
        raise ConfigError(
            "DIGEST_SMTP_URL would send a password in the clear; write smtps:// or smtp+starttls://."
        )
    if not sender or not _is_address(parseaddr(sender)[1]):
        raise ConfigError(
            f"DIGEST_MAIL_FROM is {sender!r}; name the sender of your mail, like "
            "'Morning desk <desk@example.org>'."
        )
    return MailServer(
        host=host,
        port=port or _PORTS[security],
        sender=sender,
        security=security,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def webhooks(table: Table) -> tuple[Webhook, ...]:
    """Return the webhooks of a digest's table.

    Raises:
        ConfigError: one of them says something that cannot be.
    """
    return tuple(_webhook(hook) for hook in table.tables("webhook"))


def mailing(table: Table) -> Mailing | None:
    """Return who gets a digest by mail, by its table; None when nobody does.

    Raises:
        ConfigError: it says something that cannot be.
    """
    mail = table.table("mail")
    if mail is None:
        return None
    found = Mailing(
        _addresses(mail, "to"), _addresses(mail, "alerts"), mail.boolean("attach", default=True)
    )
    mail.finish()
    return found


def _webhook(table: Table) -> Webhook:
    url, secret = table.required("url"), table.required("secret")
    try:
        url = parse_url(url).url
    except UnsafeUrlError as error:
        table.refuse("url", str(error).rstrip("."))
    if not _SECRET_NAME.fullmatch(secret):
        table.refuse(
            "secret",
            'it names a key and is not the key itself: with secret = "desk" the key stands in the '
            f"environment as {SECRETS}DESK",
        )
    events = table.choices("events", Occasion, (Occasion.RELEASED,))
    table.finish()
    return Webhook(url, secret, events)


def _addresses(table: Table, key: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(table.strings(key)))
    for address in found:
        if not _is_address(address):
            table.refuse(key, f'{address!r} is no address; write it like "desk@example.org"')
    if len(found) > _MOST_RECIPIENTS:
        table.refuse(key, f"it names more than {_MOST_RECIPIENTS}; use a list server for so many")
    return found


def _is_address(text: str) -> bool:
    """Return whether `text` is one plain address that every mail server takes (RFC 5321)."""
    try:
        parsed = Address(addr_spec=text)
    except (ValueError, IndexError):
        return False
    return text.isascii() and bool(parsed.username and parsed.domain)

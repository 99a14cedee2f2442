"""Private digests: their secret addresses, and new ones when an old one got around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from digest.errors import ConflictError
from digest.service.addresses import digest_page
from digest.service.define import fresh_secret
from digest.service.entries import FILES
from digest.service.follow import follow
from digest.service.refresh import order_feed
from digest.store import digests, feeds, secret_names

if TYPE_CHECKING:
    from digest.service.context import Context


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a digest stands: its page, and by file name what is offered beneath it."""

    page: str
    feeds: dict[str, str]


def whereabouts(context: Context, name: str) -> Whereabouts:
    """Return the addresses of a digest, with their secret when it is private.

    Raises:
        UnknownError: there is no such digest.
    """
    with context.store.read() as connection:
        digests.get(connection, name)
        address = secret_names.address(connection, name)
        known = feeds.files_of(connection, name)
    page = digest_page(context.place.base.base_url, address)
    return Whereabouts(
        page, {file: urljoin(page, file) for file in FILES.values() if file in known}
    )


def rotate(context: Context, name: str) -> Whereabouts:
    """Give a private digest another secret address, and return it; the old one leads nowhere.

    Raises:
        ConflictError: the digest is not private.
        UnknownError: there is no such digest.
        StoreError: it cannot be stored; nothing was changed.
    """
    now = context.clock()
    with context.store.write(durable=True) as connection:
        if not digests.get(connection, name).definition.private:
            raise ConflictError(
                f"The digest {name!r} is not private, so it has no secret; write private = true in "
                "its definition."
            )
        secret_names.set_secret(connection, name, fresh_secret(), now)
        generation = digests.next_generation(connection, name)
        order_feed(connection, f"{name}.{generation}.feed", name, generation, now)
    follow(context, name)
    return whereabouts(context, name)


def admit(context: Context, asked: str) -> str:
    """Return the name of the digest that stands at the part `asked` of an address.

    Raises:
        MovedError: it is called otherwise now.
        UnknownError: nothing stands there.
    """
    with context.store.read() as connection:
        return secret_names.admit(connection, asked)

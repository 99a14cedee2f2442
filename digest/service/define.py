"""What digest.toml defines becomes what the service makes; the file wins over the interface."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from digest.errors import ConflictError
from digest.ingest.rhythm import begin
from digest.model.definition import Origin
from digest.service.refresh import order_feed
from digest.service.schedule import check
from digest.store import digests, secret_names, sources

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.model.definition import Definitions, DigestDefinition
    from digest.service.context import Context


_SECRET_BYTES = 24  # 192 bits: out of reach of guessing, and 32 characters of an address


def define_all(context: Context, definitions: Definitions) -> None:
    """Define what the file defines, and retire what it does not define any more.

    Editions, ids and feeds of a retired digest stay; it goes on when it is defined again.

    Raises:
        StoreError: it cannot be stored; nothing was changed.
    """
    named = {definition.name for definition in definitions.digests}
    with context.store.write() as connection:
        now = context.clock()
        for definition in definitions.digests:
            _define(connection, definition, Origin.FILE, now)
        for digest in digests.live(connection):
            if digest.origin is Origin.FILE and digest.definition.name not in named:
                digests.retire(connection, digest.definition.name, now)
        _define_sources(connection, definitions, now)


def fresh_secret() -> str:
    """Return a secret that nobody can guess, as it may stand in an address."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def _define(
    connection: Connection, definition: DigestDefinition, origin: Origin, now: datetime
) -> None:
    """Define a digest; where it stands elsewhere by that, its feed is to be written anew."""
    digests.define(connection, definition, origin, now)
    name = definition.name
    if definition.private is not secret_names.is_secret(connection, name):
        if definition.private:
            secret_names.set_secret(connection, name, fresh_secret(), now)
        else:
            secret_names.drop_secret(connection, name)
        digests.next_generation(connection, name)
    stored = digests.get(connection, definition.name)
    if stored.written < stored.generation:
        job = f"{definition.name}.{stored.generation}.feed"
        order_feed(connection, job, definition.name, stored.generation, now)


def _define_sources(connection: Connection, definitions: Definitions, now: datetime) -> None:
    named = {definition.name for definition in definitions.sources}
    for source in sources.live(connection):
        if source.definition.name not in named:
            sources.retire(connection, source.definition.name, now)
    for wanted in definitions.sources:
        state = begin(wanted.address, wanted.every, wanted.name, now)
        sources.define(connection, wanted, Origin.FILE, state)


def define(context: Context, definition: DigestDefinition) -> None:
    """Define a digest over the interface.

    Raises:
        ConfigError: its schedule cannot be.
        ConflictError: the file defines it, which wins.
        StoreError: it cannot be stored.
    """
    if definition.schedule is not None:
        check(definition.schedule)
    with context.store.write(durable=True) as connection:
        _define(connection, definition, Origin.API, context.clock())


def undefine(context: Context, name: str) -> None:
    """Let a digest be no longer made; its editions stay.

    Raises:
        UnknownError: there is none of that name.
        ConflictError: the file defines it, which wins.
        StoreError: it cannot be stored.
    """
    with context.store.write(durable=True) as connection:
        if digests.get(connection, name).origin is Origin.FILE:
            raise ConflictError(
                f"The digest {name!r} is defined in digest.toml, which wins; take it out there."
            )
        digests.retire(connection, name, context.clock())

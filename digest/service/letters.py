"""A folder of letters as a source: what came since the last look; nothing in it is changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.errors import FetchError, InputError
from digest.ingest.limits import MAX_DOCUMENT_BYTES
from digest.ingest.mail import read_message
from digest.model.job import JobKind, Priority
from digest.net.connect import Deadline
from digest.net.mailbox import open_mailbox, parse_mail_address
from digest.net.reach import parse_openings
from digest.service.accept import Request, accept_all, refuse
from digest.service.collect import Collected, entry_id
from digest.store import articles, joblist

if TYPE_CHECKING:
    from digest.model.definition import SourceDefinition
    from digest.model.received import Received
    from digest.model.source import PolledSource
    from digest.net.mailbox import Letter, Mailbox
    from digest.service.context import Context

SECONDS = 60.0
"""What one look may take in all; its lease is renewed meanwhile."""
_MOST = 50
"""Letters taken in one look; the next look goes on."""
_FIRST = 100
"""Letters that a folder is begun with: its last ones, not the years before them."""


def collect_letters(context: Context, source: PolledSource) -> Collected:
    """Accept the letters that came since the last look, oldest first.

    The password is the secret of the source's name, with underscores for hyphens.

    Raises:
        FetchError: the folder cannot be read now.
        StoreError: the database cannot be used.
    """
    definition = source.definition
    openings = parse_openings(context.place.private_hosts)
    address = parse_mail_address(source.state.address, openings)
    secret = definition.name.replace("-", "_")
    password = context.place.secrets.get(secret)
    if not password:
        raise FetchError(
            f"There is no password for the letters of {definition.name!r}; give it in "
            f"DIGEST_SECRET_{secret.upper()}."
        )
    deadline = Deadline.after(SECONDS)
    with open_mailbox(address, password, openings, context.resolve, deadline) as mailbox:
        return _take(context, definition, mailbox, _last(source.state.etag, mailbox.validity))


def _take(
    context: Context, definition: SourceDefinition, mailbox: Mailbox, last: int | None
) -> Collected:
    uids = mailbox.uids_after(last or 0)
    wanted = uids[-_FIRST:][:_MOST] if last is None else uids[:_MOST]
    new = 0
    problem = None
    for uid in wanted:
        try:
            letter = mailbox.read(uid, MAX_DOCUMENT_BYTES)
        except FetchError as error:
            problem = str(error)  # what was taken until then is not asked for again
            break
        new += _accept(context, definition, letter)
        last = uid
    return Collected(new, problem, mark=f"{mailbox.validity}:{last or 0}")


def _read(name: str, letter: Letter) -> Received:
    if letter.content is None:
        raise InputError(f"{name} is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB.")
    return read_message(name, letter.content)


def _last(mark: str | None, validity: int) -> int | None:
    """Return the last letter that was taken, None when the folder was not read yet, or is new."""
    known, _, last = (mark or "").partition(":")
    return int(last) if known == str(validity) and last.isdecimal() else None


def _accept(context: Context, definition: SourceDefinition, letter: Letter) -> int:
    name = f"{definition.name}, letter {letter.uid}"
    try:
        received = _read(name, letter)
    except InputError as error:
        id_ = entry_id(definition.name, str(letter.uid), str(error))
        refuse(context, JobKind.INGEST, id_, id_, str(error))
        return 0
    given = replace(
        received.given,
        outlet=definition.outlet or received.given.outlet,
        language=definition.language,
    )
    id_ = entry_id(definition.name, given.id or name, received.content.decode("utf-8", "replace"))
    with context.store.read() as connection:
        ids = [id_]
        if articles.known_documents(connection, ids) | joblist.known(connection, ids):
            return 0
    document = replace(received, given=given, source=definition.name)
    accept_all(context, [Request(id_, document, priority=Priority.BULK)])
    return 1

"""The digests that are defined, which versions their selections take, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, select, update

from digest.errors import ConflictError, GoneError, UnknownError
from digest.model.definition import Origin
from digest.store import names
from digest.store.definitions import from_json, to_json
from digest.store.insert import insert_all_new, insert_new
from digest.store.locks import many_at_a_time, one_at_a_time
from digest.store.schema import (
    digests,
    edition_candidates,
    editions,
    matched,
    matches,
    story_articles,
    versions,
    withdrawals,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

    from digest.model.definition import DigestDefinition, Selection
    from digest.store.articles import Ref

_DEFINING = "digests"  # held alone to define, together with others to match
_STANDS = ~exists().where(withdrawals.c.article == versions.c.article)
_LIVE = select(digests).where(digests.c.retired.is_(None)).order_by(digests.c.name)


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A digest and where it stands; moments are UTC.

    `minted` is the day that its ids name. Every slot up to `scheduled` has been dealt with.
    `generation` counts its releases, `written` is the one that its feed's files show.
    """

    definition: DigestDefinition
    origin: Origin
    minted: datetime
    scheduled: datetime
    generation: int
    written: int


def define(
    connection: Connection, definition: DigestDefinition, origin: Origin, now: datetime
) -> None:
    """Define a digest, or define it anew; its editions, ids and schedule go on.

    A digest that had one of its former names goes on under this one; the caller has its feeds
    written where that is so (`generation` above `written`).

    Raises:
        ConflictError: a file defines it, and `origin` is not a file: the file wins. Or the name
            is one that another digest had.
    """
    one_at_a_time(connection, _DEFINING)
    name = definition.name
    for former in definition.formerly:
        if names.take_over(connection, former, name, origin, now):
            next_generation(connection, name)
    names.check_free(connection, name)
    content: dict[str, Any] = {
        "origin": origin,
        "definition": to_json(definition),
        "selection": definition.selection.fingerprint,
        "retired": None,
    }
    if insert_new(connection, digests, {"name": name, "minted": now, "scheduled": now, **content}):
        return
    row = connection.execute(select(digests).where(digests.c.name == name)).mappings().one()
    if row["origin"] == Origin.FILE and origin is not Origin.FILE and row["retired"] is None:
        raise ConflictError(
            f"The digest {name!r} is defined in digest.toml, which wins; change it there."
        )
    if row["retired"] is not None:  # what went by while it was not defined is not made up for
        content["scheduled"] = now
    connection.execute(update(digests).where(digests.c.name == name).values(**content))


def next_generation(connection: Connection, name: str) -> int:
    """Count a change that the feed of a digest is to show; return its new generation."""
    counted = (
        update(digests)
        .where(digests.c.name == name)
        .values(generation=digests.c.generation + 1)
        .returning(digests.c.generation)
    )
    return int(connection.execute(counted).scalar_one())


def retire(connection: Connection, name: str, now: datetime) -> None:
    """Let a digest be no longer defined; its editions stay."""
    one_at_a_time(connection, _DEFINING)
    gone = and_(digests.c.name == name, digests.c.retired.is_(None))
    connection.execute(update(digests).where(gone).values(retired=now))


def live(connection: Connection) -> tuple[StoredDigest, ...]:
    """Return the digests that are defined now, by name."""
    return tuple(_stored(row) for row in connection.execute(_LIVE).mappings())


def public(connection: Connection) -> dict[str, StoredDigest]:
    """Return by name the digests that anybody may read."""
    return {d.definition.name: d for d in live(connection) if not d.definition.private}


def get(connection: Connection, name: str) -> StoredDigest:
    """Return the digest `name`, defined now.

    Raises:
        MovedError: it is called otherwise now.
        GoneError: it is no longer defined.
        UnknownError: there is none; the message lists those there are.
    """
    found = {digest.definition.name: digest for digest in live(connection)}
    if name not in found:
        names.check_moved(connection, name)
        if connection.execute(select(digests.c.name).where(digests.c.name == name)).first():
            raise GoneError(f"The digest {name!r} is no longer defined, and its feed has ended.")
        named = (name for name, digest in found.items() if not digest.definition.private)
        known = ", ".join(named) or "none is defined; define one in digest.toml"
        raise UnknownError(f"There is no digest {name!r}; there is: {known}.")
    return found[name]


def ever(connection: Connection, name: str) -> StoredDigest | None:
    """Return the digest `name`, defined now or no longer; None where there never was one."""
    row = connection.execute(select(digests).where(digests.c.name == name)).mappings().first()
    return _stored(row) if row else None


def move_schedule(connection: Connection, name: str, seen: datetime, upto: datetime) -> bool:
    """Note that the slots of a digest up to `upto` are dealt with; false if another clock did.

    `seen` is where the schedule stood when the slots were computed.
    """
    mine = and_(digests.c.name == name, digests.c.scheduled == seen)
    return connection.execute(update(digests).where(mine).values(scheduled=upto)).rowcount > 0


def held(connection: Connection) -> tuple[StoredDigest, ...]:
    """Return the digests that are defined now, by name: what a new version must be compared with.

    It stays true until the transaction ends: nobody defines a digest in the meantime.
    """
    many_at_a_time(connection, _DEFINING)
    return live(connection)


def note_matches(connection: Connection, found: Iterable[tuple[str, Ref]]) -> None:
    """Store which versions a selection (its fingerprint) takes."""
    rows = [{"selection": s, "article": ref[0], "version": ref[1]} for s, ref in found]
    insert_all_new(connection, matches, rows)


def unmatched(connection: Connection) -> dict[str, Selection]:
    """Return by fingerprint the live selections that older versions were not compared with."""
    done = set(connection.execute(select(matched.c.selection)).scalars())
    every = {d.definition.selection.fingerprint: d.definition.selection for d in live(connection)}
    return {key: selection for key, selection in every.items() if key not in done}


def matching_done(connection: Connection, selection: str, now: datetime) -> None:
    """Note that all versions were compared with a selection."""
    insert_new(connection, matched, {"selection": selection, "at": now})


def candidates(connection: Connection, digest: StoredDigest, as_of: datetime) -> tuple[Ref, ...]:
    """Return the versions for an edition, by publication and text.

    They match the selection, were accepted by `as_of`, and are in no edition that was ever
    released: what was withdrawn does not come back by itself. Withdrawn articles are left out.
    """
    name = digest.definition.name
    told = exists().where(
        edition_candidates.c.article == versions.c.article,
        edition_candidates.c.version == versions.c.version,
        edition_candidates.c.earlier.is_(False),
        edition_candidates.c.edition == editions.c.id,
        editions.c.digest == name,
        editions.c.state.in_(("released", "withdrawn")),
    )
    taken = and_(
        matches.c.article == versions.c.article,
        matches.c.version == versions.c.version,
        matches.c.selection == digest.definition.selection.fingerprint,
    )
    wanted = (
        select(versions.c.article, versions.c.version)
        .join(matches, taken)
        .where(versions.c.accepted <= as_of, ~told, _STANDS)
        .order_by(versions.c.published_at, versions.c.sha256)
    )
    return tuple((row.article, row.version) for row in connection.execute(wanted))


def told_before(
    connection: Connection, digest: StoredDigest, refs: Iterable[Ref], as_of: datetime, limit: int
) -> tuple[Ref, ...]:
    """Return versions that released editions of a digest told, of the stories of `refs`.

    They match the selection and were accepted by `as_of`: the `limit` published last, by
    publication and text. Stories are those of the shelf, which is enough to look no further.
    """
    articles = {article for article, _ in refs}
    other = story_articles.alias()
    same_story = select(other.c.story).where(other.c.article.in_(articles))
    told = exists().where(
        edition_candidates.c.article == versions.c.article,
        edition_candidates.c.version == versions.c.version,
        edition_candidates.c.earlier.is_(False),
        edition_candidates.c.edition == editions.c.id,
        editions.c.digest == digest.definition.name,
        editions.c.state == "released",
    )
    taken = and_(
        matches.c.article == versions.c.article,
        matches.c.version == versions.c.version,
        matches.c.selection == digest.definition.selection.fingerprint,
    )
    wanted = (
        select(versions.c.article, versions.c.version)
        .join(matches, taken)
        .join(story_articles, story_articles.c.article == versions.c.article)
        .where(
            story_articles.c.story.in_(same_story),
            versions.c.article.not_in(articles),
            versions.c.accepted <= as_of,
            told,
            _STANDS,
        )
        .order_by(versions.c.published_at.desc(), versions.c.sha256)
        .limit(limit)
    )
    return tuple((row.article, row.version) for row in connection.execute(wanted))


def told_in(connection: Connection, name: str, refs: Iterable[Ref]) -> dict[Ref, int]:
    """Return the number of the released edition of a digest that each version was used for."""
    articles = {article for article, _ in refs}
    wanted = (
        select(edition_candidates.c.article, edition_candidates.c.version, editions.c.number)
        .join(editions, editions.c.id == edition_candidates.c.edition)
        .where(
            editions.c.digest == name,
            editions.c.state.in_(("released", "withdrawn")),
            edition_candidates.c.article.in_(articles),
            edition_candidates.c.earlier.is_(False),
        )
    )
    return {(row.article, row.version): row.number for row in connection.execute(wanted)}


def _stored(row: RowMapping) -> StoredDigest:
    return StoredDigest(
        definition=from_json(row["definition"]),
        origin=Origin(row["origin"]),
        minted=row["minted"],
        scheduled=row["scheduled"],
        generation=row["generation"],
        written=row["written"],
    )

"""The tables; `migrations/` brings a database to them, and a test holds the two together.

Column types are the same in SQLite and PostgreSQL. What can be computed again (sections, matches)
stands apart from what cannot (texts), so that a better extractor never touches a stored text.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from digest.store.allowance_tables import allowances
from digest.store.block_tables import blocks
from digest.store.errata_tables import errata, withdrawals
from digest.store.feed_tables import (
    entry_ids,
    feed_files,
    feed_ids,
    former_names,
    secrets,
    tellings,
)
from digest.store.hub_tables import subscriptions
from digest.store.mail_tables import recipients
from digest.store.metadata import metadata
from digest.store.pause_tables import pauses
from digest.store.search_tables import search_due, search_makers, search_rows
from digest.store.source_tables import hosts, source_states, sources
from digest.store.story_tables import stories, story_articles, story_terms, term_holders
from digest.store.takedown_tables import takedowns
from digest.store.tally_tables import tallies
from digest.store.times import Utc
from digest.store.token_tables import tokens

__all__ = [
    "allowances",
    "articles",
    "blocks",
    "derived",
    "digests",
    "documents",
    "edition_candidates",
    "edition_files",
    "editions",
    "entry_ids",
    "errata",
    "feed_files",
    "feed_ids",
    "former_names",
    "heartbeats",
    "hosts",
    "jobs",
    "matched",
    "matches",
    "metadata",
    "outbox",
    "pauses",
    "recipients",
    "search_due",
    "search_makers",
    "search_rows",
    "secrets",
    "source_states",
    "sources",
    "stories",
    "story_articles",
    "story_terms",
    "subscriptions",
    "takedowns",
    "tallies",
    "tellings",
    "term_holders",
    "tokens",
    "versions",
    "withdrawals",
]

_Serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up INTEGER keys alone

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("blob", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("charset", String),
    Column("given", JSON, nullable=False),  # the metadata that came beside it
    Column("accepted", Utc, nullable=False),
    Column("article", String),  # what it became, once it was read
    Column("version", Integer),
    Column("fresh", Boolean),  # false: a duplicate of a version that was there before
    Column("source", String),  # the source that brought it, none for what was sent
)
Index(None, documents.c.blob)
Index(None, documents.c.source, documents.c.accepted)

articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("identity", String, nullable=False, unique=True),  # how its next version is known
    Column("versions", Integer, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("document", ForeignKey("documents.id"), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text),
    Column("canonical_url", Text),
    Column("outlet", Text),
    Column("authors", JSON, nullable=False),
    Column("language", String, nullable=False),
    Column("published", String),  # as given: with its own offset and in its own precision
    Column("published_precision", String),
    Column("published_origin", String, nullable=False),
    Column("published_notes", JSON, nullable=False),  # reasons and candidates
    Column("published_at", Utc),  # its first moment, to sort and search by
    Column("extractor", String, nullable=False),
    Column("accepted", Utc, nullable=False),
)
Index(None, versions.c.sha256)
Index(None, versions.c.accepted)

derived = Table(
    "derived",
    metadata,
    Column("article", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, primary_key=True),  # "sections"
    Column("maker", String, nullable=False),  # name and version of the program that found it
    Column("content", JSON, nullable=False),
    ForeignKeyConstraint(["article", "version"], ["versions.article", "versions.version"]),
)

digests = Table(
    "digests",
    metadata,
    Column("name", String, primary_key=True),
    Column("origin", String, nullable=False),
    Column("definition", JSON, nullable=False),
    Column("selection", String(64), nullable=False),  # fingerprint: which matches are its own
    Column("minted", Utc, nullable=False),  # the day that its ids name
    Column("scheduled", Utc, nullable=False),  # every slot up to here has been dealt with
    Column("retired", Utc),  # no longer defined; its editions stay
    Column("generation", Integer, nullable=False, server_default=text("0")),
    Column("written", Integer, nullable=False, server_default=text("0")),
)
"""`generation` counts releases, `written` is the one that the feed's files show."""

matches = Table(
    "matches",
    metadata,
    Column("selection", String(64), primary_key=True),
    Column("article", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    ForeignKeyConstraint(["article", "version"], ["versions.article", "versions.version"]),
)
"""Which versions a selection takes: an index over texts, which can be computed again."""

matched = Table(
    "matched",
    metadata,
    Column("selection", String(64), primary_key=True),
    Column("at", Utc, nullable=False),
)
"""The selections whose matches are complete."""

jobs = Table(
    "jobs",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("key", String, nullable=False),
    Column("pool", String, nullable=False),
    Column("state", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("max_attempts", Integer, nullable=False),
    Column("created", Utc, nullable=False),
    Column("due", Utc, nullable=False),
    Column("claimable", Utc),  # waiting: from `due` on; running: when the lease ends; else null
    Column("options", JSON, nullable=False),
    Column("worker", String),
    Column("started", Utc),
    Column("finished", Utc),
    Column("stage", String),
    Column("stage_done", Integer),
    Column("stage_total", Integer),
    Column("error", Text),
    Column("result", String),
    UniqueConstraint("kind", "subject", "key"),
    CheckConstraint(
        "(state IN ('waiting', 'running')) = (claimable IS NOT NULL)", name="open_is_claimable"
    ),
)
Index(
    "ix_jobs_claim",
    jobs.c.pool,
    jobs.c.priority,
    jobs.c.claimable,
    sqlite_where=jobs.c.claimable.is_not(None),
    postgresql_where=jobs.c.claimable.is_not(None),
)
Index(None, jobs.c.created)
Index(None, jobs.c.state)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("pool", String, nullable=False),
    Column("job", String, nullable=False),
    Column("taken", Utc),  # when a relay took it; it is taken again if it stays
)

editions = Table(
    "editions",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", ForeignKey("digests.name"), nullable=False),
    Column("key", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("job", ForeignKey("jobs.id"), nullable=False),
    Column("as_of", Utc, nullable=False),
    Column("previous", String),  # the id of the edition released before it
    Column("title", Text),
    Column("released", Utc),
    Column("updated", Utc),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    UniqueConstraint("digest", "key"),
    UniqueConstraint("digest", "number"),
)
Index(
    "uq_editions_composing",
    editions.c.digest,
    unique=True,
    sqlite_where=editions.c.state == "composing",
    postgresql_where=editions.c.state == "composing",
)
Index(None, editions.c.digest, editions.c.released)

edition_candidates = Table(
    "edition_candidates",
    metadata,
    Column("edition", ForeignKey("editions.id"), primary_key=True),
    Column("article", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("earlier", Boolean, nullable=False, server_default=false()),  # told by another before
    ForeignKeyConstraint(["article", "version"], ["versions.article", "versions.version"]),
)
Index(None, edition_candidates.c.article, edition_candidates.c.version)

edition_files = Table(
    "edition_files",
    metadata,
    Column("edition", ForeignKey("editions.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("name", String, primary_key=True),
    Column("blob", String(64), nullable=False),
    Column("size", Integer, nullable=False),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("at", Utc, nullable=False),
    Column("told", JSON, nullable=False),
)

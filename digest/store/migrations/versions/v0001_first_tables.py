"""The first tables: articles, digests, jobs and editions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digest.store.times import Utc

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "articles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("identity", name=op.f("uq_articles_identity")),
    )
    op.create_table(
        "digests",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("selection", sa.String(length=64), nullable=False),
        sa.Column("minted", Utc(), nullable=False),
        sa.Column("scheduled", Utc(), nullable=False),
        sa.Column("retired", Utc(), nullable=True),
        sa.Column("generation", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("written", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_digests")),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("charset", sa.String(), nullable=True),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("accepted", Utc(), nullable=False),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("fresh", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_blob"), "documents", ["blob"], unique=False)
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("pool", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("created", Utc(), nullable=False),
        sa.Column("due", Utc(), nullable=False),
        sa.Column("claimable", Utc(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("started", Utc(), nullable=True),
        sa.Column("finished", Utc(), nullable=True),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("stage_done", sa.Integer(), nullable=True),
        sa.Column("stage_total", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('waiting', 'running')) = (claimable IS NOT NULL)",
            name=op.f("ck_jobs_open_is_claimable"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("kind", "subject", "key", name=op.f("uq_jobs_kind_subject_key")),
    )
    op.create_index(
        "ix_jobs_claim",
        "jobs",
        ["pool", "priority", "claimable"],
        unique=False,
        sqlite_where=sa.text("claimable IS NOT NULL"),
        postgresql_where=sa.text("claimable IS NOT NULL"),
    )
    op.create_index(op.f("ix_jobs_created"), "jobs", ["created"], unique=False)
    op.create_index(op.f("ix_jobs_state"), "jobs", ["state"], unique=False)
    op.create_table(
        "matched",
        sa.Column("selection", sa.String(length=64), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("selection", name=op.f("pk_matched")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pool", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("taken", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_table(
        "sources",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("retired", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sources")),
    )
    op.create_table(
        "editions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("as_of", Utc(), nullable=False),
        sa.Column("previous", sa.String(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("released", Utc(), nullable=True),
        sa.Column("updated", Utc(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["digests.name"], name=op.f("fk_editions_digest")),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_editions_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("digest", "key", name=op.f("uq_editions_digest_key")),
        sa.UniqueConstraint("digest", "number", name=op.f("uq_editions_digest_number")),
    )
    op.create_index(
        op.f("ix_editions_digest_released"), "editions", ["digest", "released"], unique=False
    )
    op.create_index(
        "uq_editions_composing",
        "editions",
        ["digest"],
        unique=True,
        sqlite_where=sa.text("state = 'composing'"),
        postgresql_where=sa.text("state = 'composing'"),
    )
    op.create_table(
        "entry_ids",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["digests.name"], name=op.f("fk_entry_ids_digest")),
        sa.PrimaryKeyConstraint("digest", "kind", "key", name=op.f("pk_entry_ids")),
        sa.UniqueConstraint("id", name=op.f("uq_entry_ids_id")),
    )
    op.create_table(
        "feed_files",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("updated", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["digests.name"], name=op.f("fk_feed_files_digest")),
        sa.PrimaryKeyConstraint("digest", "name", name=op.f("pk_feed_files")),
    )
    op.create_table(
        "versions",
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("canonical_url", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("published", sa.String(), nullable=True),
        sa.Column("published_precision", sa.String(), nullable=True),
        sa.Column("published_origin", sa.String(), nullable=False),
        sa.Column("published_notes", sa.JSON(), nullable=False),
        sa.Column("published_at", Utc(), nullable=True),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("accepted", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_versions_article")),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_versions_document")),
        sa.PrimaryKeyConstraint("article", "version", name=op.f("pk_versions")),
    )
    op.create_index(op.f("ix_versions_accepted"), "versions", ["accepted"], unique=False)
    op.create_index(op.f("ix_versions_sha256"), "versions", ["sha256"], unique=False)
    op.create_table(
        "derived",
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("maker", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article", "version"],
            ["versions.article", "versions.version"],
            name=op.f("fk_derived_article_version"),
        ),
        sa.PrimaryKeyConstraint("article", "version", "kind", name=op.f("pk_derived")),
    )
    op.create_table(
        "edition_candidates",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["article", "version"],
            ["versions.article", "versions.version"],
            name=op.f("fk_edition_candidates_article_version"),
        ),
        sa.ForeignKeyConstraint(
            ["edition"], ["editions.id"], name=op.f("fk_edition_candidates_edition")
        ),
        sa.PrimaryKeyConstraint(
            "edition", "article", "version", name=op.f("pk_edition_candidates")
        ),
    )
    op.create_index(
        op.f("ix_edition_candidates_article_version"),
        "edition_candidates",
        ["article", "version"],
        unique=False,
    )
    op.create_table(
        "edition_files",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition"], ["editions.id"], name=op.f("fk_edition_files_edition")
        ),
        sa.PrimaryKeyConstraint("edition", "revision", "name", name=op.f("pk_edition_files")),
    )
    op.create_table(
        "matches",
        sa.Column("selection", sa.String(length=64), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["article", "version"],
            ["versions.article", "versions.version"],
            name=op.f("fk_matches_article_version"),
        ),
        sa.PrimaryKeyConstraint("selection", "article", "version", name=op.f("pk_matches")),
    )


def downgrade() -> None:
    """Bring it back to an empty one."""
    op.drop_table("matches")
    op.drop_table("edition_files")
    op.drop_index(op.f("ix_edition_candidates_article_version"), table_name="edition_candidates")
    op.drop_table("edition_candidates")
    op.drop_table("derived")
    op.drop_index(op.f("ix_versions_sha256"), table_name="versions")
    op.drop_index(op.f("ix_versions_accepted"), table_name="versions")
    op.drop_table("versions")
    op.drop_table("feed_files")
    op.drop_table("entry_ids")
    op.drop_index(
        "uq_editions_composing",
        table_name="editions",
        sqlite_where=sa.text("state = 'composing'"),
        postgresql_where=sa.text("state = 'composing'"),
    )
    op.drop_index(op.f("ix_editions_digest_released"), table_name="editions")
    op.drop_table("editions")
    op.drop_table("sources")
    op.drop_table("outbox")
    op.drop_table("matched")
    op.drop_index(op.f("ix_jobs_state"), table_name="jobs")
    op.drop_index(op.f("ix_jobs_created"), table_name="jobs")
    op.drop_index(
        "ix_jobs_claim",
        table_name="jobs",
        sqlite_where=sa.text("claimable IS NOT NULL"),
        postgresql_where=sa.text("claimable IS NOT NULL"),
    )
    op.drop_table("jobs")
    op.drop_table("heartbeats")
    op.drop_index(op.f("ix_documents_blob"), table_name="documents")
    op.drop_table("documents")
    op.drop_table("digests")
    op.drop_table("articles")

"""The tables of stories, and of the terms that the articles of one are found by."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text

from digest.store.metadata import metadata

stories = Table(
    "stories",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", Text, nullable=False),
    Column("merged", String),  # the story that its articles went into; its id stays readable
)

story_articles = Table(
    "story_articles",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("story", ForeignKey("stories.id"), nullable=False),
    Column("day", Integer, nullable=False),  # proleptic ordinal of its publication
)
Index(None, story_articles.c.story)
Index(None, story_articles.c.day)

story_terms = Table(
    "story_terms",
    metadata,
    Column("term", String, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("weight", Float, nullable=False),
    sqlite_with_rowid=False,
)
"""The terms that articles are found by; the key is also the way to those of some days."""

term_holders = Table(
    "term_holders",
    metadata,
    Column("term", String, primary_key=True),
    Column("articles", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How many articles a term was counted in; the empty term counts all articles."""

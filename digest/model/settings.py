"""Settings of one digest, frozen; `digest.config` and the command read them, rooms receive them."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_BASE_URL = "https://digest.invalid/"
"""Links need a base; `.invalid` never resolves (RFC 6761), so an unset one harms nobody."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What shapes an edition; part of the edition's key, so the same settings give the same key.

    `base_url` ends with a slash. `sentences` bounds the summary of one story; `stories` how many
    stories are told; `timeline_entries` how many entries a story's timeline keeps (the rest stand
    in the ledger).
    """

    digest: str = "digest"
    title: str | None = None
    language: str = "en"
    base_url: str = DEFAULT_BASE_URL
    brand: str = "Article Digest"
    accent: str = "#a3182b"
    paper: str = "A4"
    sentences: int = 5
    key_points: int = 4
    stories: int = 12
    timeline_entries: int = 60

"""Settings of one digest, frozen; `digest.config` and the command read them, rooms receive them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DEFAULT_BASE_URL = "https://digest.invalid/"
"""Links need a base; `.invalid` never resolves (RFC 6761), so an unset one harms nobody."""


class Layout(StrEnum):
    """How much of an edition its briefing prints."""

    FULL = "full"
    FLASH = "flash"  # one page, at most three stories


class Tlp(StrEnum):
    """Who may be told, by the Traffic Light Protocol 2.0, https://www.first.org/tlp/."""

    RED = "TLP:RED"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    AMBER = "TLP:AMBER"
    GREEN = "TLP:GREEN"
    CLEAR = "TLP:CLEAR"


@dataclass(frozen=True, slots=True)
class Settings:
    """What shapes an edition; part of the edition's key, so the same settings give the same key.

    `base_url` ends with a slash. `sentences` bounds the summary of one story; `stories` how many
    stories are told; `timeline_entries` how many entries a story's timeline keeps (the rest stand
    in the ledger). `distribution` says in words who the briefing is for; `logo` is a data URI of a
    PNG or SVG image.
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
    layout: Layout = Layout.FULL
    tlp: Tlp | None = None
    distribution: str | None = None
    logo: str | None = None

"""Reads what users write: the environment and digest.toml; the result is frozen values."""

from digest.config.definitions import load_definitions, parse_digest
from digest.config.environment import load_journal, load_listening, load_place, wants_sample

__all__ = [
    "load_definitions",
    "load_journal",
    "load_listening",
    "load_place",
    "parse_digest",
    "wants_sample",
]

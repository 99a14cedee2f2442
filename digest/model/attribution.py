"""Who says what a sentence tells, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Speech(StrEnum):
    """How a sentence passes on what somebody says."""

    QUOTE = "quote"  # in the voice's own words
    PARAPHRASE = "paraphrase"  # in the article's words
    ANONYMOUS = "anonymous"  # by a voice that is not named
    DENIAL = "denial"  # the voice says that it is not so
    NO_COMMENT = "no comment"  # the voice was asked, and would not say
    NO_RESPONSE = "no response"  # the voice was asked, and has not answered
    UNVERIFIED = "could not verify"  # the voice could not find out whether it is so


@dataclass(frozen=True, slots=True)
class Attribution:
    """That a sentence is somebody's: `by` are the sentence's words for the voice.

    None where it stands in for one ("he said") or is not told. `secondhand` says that the voice
    is the origin of the report and not its subject: "citing X", "X reported".
    """

    speech: Speech
    by: str | None = None
    secondhand: bool = False

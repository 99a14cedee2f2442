"""What is searched for, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class Order(StrEnum):
    """What stands first among what is found."""

    NEWEST = "newest"  # what came in last
    BEST = "best"  # what the words say most about


class HitKind(StrEnum):
    """What was found: the title of an edition, a sentence that one quotes, or an article."""

    EDITION = "edition"
    SENTENCE = "sentence"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Term:
    """Index words that must stand one after the other, or, if it is `unwanted`, must not.

    With `begins` the last of them need only begin a word.
    """

    words: tuple[str, ...]
    unwanted: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is searched for: all terms, within a digest, an outlet and days (both included)."""

    terms: tuple[Term, ...]
    digest: str | None = None
    outlet: str | None = None
    first: date | None = None
    last: date | None = None

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that must be there."""
        return tuple(term for term in self.terms if not term.unwanted)


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One thing that can be found: its words are those of `title` and `text`.

    `owner` is the id of the edition or article that it belongs to. `anchor` is the id of the place
    in the edition's page. `outlet` names the outlets that it is by or cites, as `outlets_mark` has
    them. `day` is the day that it tells of, or was published on. `text` is None where the owner
    itself holds it.
    """

    kind: HitKind
    owner: str
    title: str
    text: str | None = None
    anchor: str | None = None
    digest: str | None = None
    outlet: str | None = None
    day: date | None = None

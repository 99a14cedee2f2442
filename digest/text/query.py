"""What people write into a search field, read: words, "phrases", -not, and digest: outlet: ..."""

from __future__ import annotations

import calendar
import re
from datetime import date

from digest.errors import UsageError
from digest.model.search import SearchQuery, Term
from digest.text.searching import asked_words, outlets_mark

LONGEST = 400
"""Characters of a query."""
MOST = 20
"""Terms of a query; each costs the database a look."""

HELP = (
    'Words; "a phrase"; harb* for words that begin so; -word for what must not stand there; '
    'digest:NAME, outlet:"NAME", from:2021-03 and to:2021-03-08.'
)
"""How a query is written, in a sentence."""

_PIECE = re.compile(r"(-?)(?:(digest|outlet|from|to):)?(?:\"([^\"]*)(?:\"|\Z)|(\S+))")
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_KEYS = {"digest", "outlet"}


def parse_query(asked: str) -> SearchQuery:
    """Return what `asked` asks for; odd signs are taken as words, so nearly all can be asked.

    Raises:
        UsageError: it is empty or too long, asks for nothing, or a day is none.
    """
    if len(asked) > LONGEST:
        raise UsageError(f"A search has at most {LONGEST} characters; leave some words out.")
    terms: list[Term] = []
    named: dict[str, str] = {}
    days: dict[str, date] = {}
    for minus, key, phrase, word in _PIECE.findall(asked):
        said = word or phrase
        if key in _KEYS:
            named[key] = said
        elif key:
            days[key] = _day(said, last=key == "to")
        else:
            terms += _terms(said, unwanted=bool(minus), begins=word.endswith("*"))
    if len(terms) > MOST:
        raise UsageError(f"A search has at most {MOST} words; leave some out.")
    query = SearchQuery(
        tuple(dict.fromkeys(terms)),
        named.get("digest"),
        outlets_mark([named.get("outlet")]),
        days.get("from"),
        days.get("to"),
    )
    if not query.wanted and not named and not days:
        raise UsageError(f"Name a word to search for. {HELP}")
    return query


def _terms(said: str, *, unwanted: bool, begins: bool) -> list[Term]:
    words, is_sign = asked_words(said)
    return [Term(words, unwanted, begins or is_sign)] if words else []


def _day(said: str, *, last: bool) -> date:
    """Return the first or the last day of what a query names.

    Raises:
        UsageError: it names none.
    """
    match = _DAY.fullmatch(said)
    try:
        year, month, day = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
        if day:
            return date(year, month, day)
        month = month or (12 if last else 1)
        return date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    except ValueError:
        raise UsageError(
            f"{said!r} is no day; write it like 2021-03-08, 2021-03 or 2021."
        ) from None

"""What pages glue to a report's own words: by-lines, time stamps, readers' comments.

Extractors and corpora that lose the line breaks of a page leave these inside the first sentence,
and its comments after the last. Spans only are narrowed; the text stays as it is.
"""

from __future__ import annotations

import re

from digest.model.article import Span

_AGENCY = re.compile(
    r"[^\n]{0,160}?(?:\([A-Z][\w. ]{1,30}\)|-LRB- [A-Z][\w. ]{1,30} -RRB-)\s+(?:--|[-–—])\s+(?=\S)"
)
"""By-line, place and agency before the first words of wire copy: "PORT ALDER (Agency) - "."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"

_STAMP = re.compile(
    rf"(?:\d{{1,2}} {_MONTH} \d{{4}} )?(?:page )?(?:last )?updated ?(?:: ?|at |on )"
    rf"(?:(?:\d{{1,2}}:\d\d|\d{{1,2}}|\d{{4}}|{_MONTH}|{_WEEKDAY}|at|[ap]\.?m\.?|[ecmp][sd]t|gmt|utc|bst"
    r"|uk|help|[,|]),?\s+)+",
    re.IGNORECASE,
)
"""When a page was last changed: "Page last updated at 11:24 GMT, Tuesday, 27 September 2011 "."""

_COMMENTS = re.compile(
    r"\bPosted by ?:|\bReport abuse\b|\bReport this comment\b"
    r"|\bAt \d{1,2}:\d\d ?[ap]m on \d{1,2} \w+ \d{4} ?, [^\n]{1,60}? wrote ?:"
)
"""What sites print beside each reader's comment."""


def first_words(text: str, sentence: Span) -> Span:
    """Return the span of `sentence` from its own words on, less a by-line or stamp before them."""
    for pattern in (_AGENCY, _STAMP):
        found = pattern.match(text, sentence.start, sentence.end)
        if found and found.end() < sentence.end:
            return Span(found.end(), sentence.end)
    return sentence


def comments_begin(text: str) -> int:
    """Return where readers' comments begin in `text`, its length when it has none."""
    found = _COMMENTS.search(text)
    return found.start() if found else len(text)

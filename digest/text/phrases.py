"""Lines of web pages that are no part of an article, as English sites word them."""

from __future__ import annotations

import re

FURNITURE = frozenset(
    {
        "advertisement",
        "advertisement - story continues below",
        "click here to subscribe",
        "comments",
        "continue reading",
        "continue reading the main story",
        "conversations",
        "download our app",
        "editors' picks",
        "email this article",
        "follow us",
        "from around the web",
        "keep reading",
        "latest news",
        "latest stories",
        "leave a comment",
        "load more",
        "loading",
        "more from this author",
        "more news",
        "more on this story",
        "more stories",
        "most popular",
        "most read",
        "most viewed",
        "newsletter",
        "newsletters",
        "popular now",
        "print this article",
        "read more",
        "read next",
        "recommended",
        "recommended for you",
        "recommended stories",
        "related",
        "related articles",
        "related content",
        "related coverage",
        "related links",
        "related news",
        "related stories",
        "related topics",
        "reuter",
        "save",
        "share",
        "share this",
        "share this article",
        "share this story",
        "show comments",
        "sign in",
        "sign up",
        "sign up for our newsletter",
        "sister links",
        "skip advertisement",
        "skip to content",
        "skip to main content",
        "sponsored",
        "sponsored content",
        "story continues below",
        "subscribe",
        "subscribe now",
        "suggest a correction",
        "tags",
        "thank you for reading",
        "top stories",
        "trending",
        "trending now",
        "view all",
        "view comments",
        "watch live",
        "we recommend",
        "what to read next",
        "you may also like",
        "you might also like",
    }
)
"""Whole lines, in lower case, without marks at their ends."""

BYLINE = re.compile(
    r"(?i:by|reporting by|written by|edited by)\s+[A-Z][\w.'’-]+"
    r"(?:\s+(?:and|de|van|von|of|the|al-?|[A-Z][\w.'’-]*),?){0,7}",
)
"""A line that only names who wrote: "By Ada Quill and Bo Reed"."""

SOCIAL = re.compile(
    r"(?:follow|like|find|join)\s+(?:us|me|\w+\s\w+)\s+on\s+(?:twitter|facebook|instagram|x|telegram"
    r"|whatsapp|linkedin|youtube|bluesky|mastodon).{0,60}"
    r"|(?:copyright\s+)?©.{0,100}|copyright\s+(?:\(c\)\s*)?\d{4}.{0,100}|all rights reserved.{0,40}"
    r"|(?:photo|image|picture|video)(?:\s+credits?)?\s*:\s.{0,120}"
    r"|read more\s*:.{0,160}|(?:read|see) also\s*:.{0,160}|published\s+\S.{0,40}\d{4}.{0,30}"
    r"|(?:last\s+)?updated\s*:?\s+\S.{0,40}\d{4}.{0,30}",
    re.IGNORECASE,
)
"""Lines of boxes whose wording varies."""

CREDIT = re.compile(
    r".{0,300}Credits?(?:…|\.\.\.|:)?\s?[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,3}"
    r"(?:\s?/|,\s+via\s|\sfor\s[A-Z]).{1,60}(?<![.!?”\"’)])"
)
"""A caption that ends with whose picture it is: "The quay in March. Credit Ada Quill/Agency"."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)"

DATE_LINE = re.compile(
    rf"(?:{_WEEKDAY},?\s+)?(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
    r"(?:[,\s]+(?:at\s+)?\d{1,2}[:.]\d{2}.{0,20})?",
    re.IGNORECASE,
)
"""A line that is a date and nothing else, as agencies and Wikinews set above their text."""

DATE_RUN_IN = re.compile(
    rf"{_WEEKDAY},\s+(?:{_MONTH}\s+\d{{1,2}},\s+\d{{4}}|\d{{1,2}}\s+{_MONTH},?\s+\d{{4}})(?=\s+\S)",
    re.IGNORECASE,
)
"""Such a date when the text follows on its line; it counts only right behind a headline."""

_PLACE = r"[A-Z][A-Z.'’-]*(?:[ -][A-Z.'’-]+){0,4}"
_CAPITALISED = r"[A-Z][\w.'’-]*(?:[ -][A-Z][\w.'’-]*){0,3}"
DATELINE = re.compile(
    rf"(?:{_PLACE}(?:,\s+{_CAPITALISED}){{0,2}}(?:,\s+(?i:{_MONTH})\s+\d{{1,2}})?"
    rf"(?:\s*\((?:{_CAPITALISED}|[a-z.]+)\))?"
    rf"|(?:{_CAPITALISED}(?:,\s+{_CAPITALISED})?\s*)?\((?:{_CAPITALISED})\)"
    rf"|{_CAPITALISED}(?:,\s+{_CAPITALISED})?,\s+(?i:{_MONTH})\s+\d{{1,2}}(?:\s*\({_CAPITALISED}\))?)"
    r"\s*(?:--|[-–—―_])\s+"
)
"""Where and when a report was filed: "PORT ALDER, March 1 (Agency) - "."""

"""Short ways to write tables of words down."""

from __future__ import annotations

Table = dict[str, int | str]


def row(words: str) -> list[str]:
    """Return `words`, separated by blanks, one by one."""
    return words.split()


def same(words: str) -> Table:
    """Return a table in which each word's value is the word itself."""
    return {word: word for word in words.split()}


def bare(words: str) -> Table:
    """Return a table of words that need no value."""
    return dict.fromkeys(words.split(), "")


def numbered(words: str, first: int = 1, step: int = 1) -> Table:
    """Return a table that counts `words` from `first`; names joined by "|" share a number."""
    return {
        name: first + n * step for n, names in enumerate(words.split()) for name in names.split("|")
    }


def valued(pairs: str) -> Table:
    """Return a table written "word=value word=value"; digits are numbers."""
    cut = (pair.rpartition("=") for pair in pairs.split())
    return {word: int(value) if value.lstrip("-").isdecimal() else value for word, _, value in cut}


def ended(stems: str, endings: str) -> Table:
    """Return a table of stems with each of `endings`, "-" for none; stems are written "stem=value".

    Languages that decline their adjectives and nouns write them so.
    """
    tails = ["" if ending == "-" else ending for ending in endings.split()]
    return {stem + tail: value for stem, value in valued(stems).items() for tail in tails}

"""Tokenised text: words and marks set apart by spaces, brackets and quotes spelt out.

The conventions are those of the Penn Treebank
(https://catalog.ldc.upenn.edu/docs/LDC95T7/cl93.html): "-LRB-" for "(", two grave accents and two
apostrophes for quotation marks, "did n't" for "didn't".
"""

from __future__ import annotations

import re

from digest.model.article import Span
from digest.text.sentences import split_text

_CLOSERS = re.compile(r"(?:(?:''|['’”\"]|-R[RSC]B-|[.!?…)\]}])(?:\s+|\Z))+")
_SPELT = (
    ("-LRB- ", "("),
    (" -RRB-", ")"),
    ("-LSB- ", "["),
    (" -RSB-", "]"),
    ("-LCB- ", "{"),
    (" -RCB-", "}"),
    ("-LRB-", "("),
    ("-RRB-", ")"),
    ("`` ", "“"),
    (" ''", "”"),
    ("``", "“"),
    ("''", "”"),
    ("` ", "‘"),
)
_MARK_APART = re.compile(r" (?=[,;:!?%](?:\s|\Z)|\.(?:[\s”)\]]|\Z)|n't\b|'(?:s|re|ve|ll|d|m)\b)")


def split_marked(text: str) -> tuple[Span, ...]:
    """Return the sentences of a text, tokenised or not, as spans.

    As `digest.text.sentences.split_text`, but marks that tokens set apart from the sentence
    they close ("... he said . ''") stay with it.
    """
    spans: list[Span] = []
    for span in split_text(text):
        before = spans[-1] if spans else None
        closers = _CLOSERS.match(text, span.start, span.end)
        if before and closers and "\n" not in text[before.end : span.start]:
            end = span.start + len(closers[0].rstrip())
            spans[-1] = Span(before.start, end)
            if closers.end() < span.end:
                spans.append(Span(closers.end(), span.end))
        else:
            spans.append(span)
    return tuple(spans)


def readable(text: str) -> str:
    """Return `text` with white space folded and tokenisation undone, for reading and matching.

    Text that is not tokenised comes back with its white space folded and nothing else.
    """
    folded = " ".join(text.split())
    for spelt, mark in _SPELT:
        if spelt in folded:
            folded = folded.replace(spelt, mark)
    return _MARK_APART.sub("", folded)

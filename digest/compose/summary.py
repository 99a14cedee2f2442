"""The summary of one story: the sentences that carry most of it, each fact once, in good order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.analyse.fitness import unfit
from digest.analyse.salience import salience
from digest.model.edition import Citation, CitedSentence
from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.compose.reading import Reading
    from digest.model.article import Article, Sentence

SAME_FACT = 0.7
"""Share of the shorter sentence's content stems found in the other for both to tell one fact."""

_REDUNDANCY = 0.5
"""How much of a sentence's salience its overlap with the chosen ones costs."""
_DANGLING = 0.55
"""Factor for sentences that lean on the one before, when that one is not chosen."""
_LONG = 0.8
_LONGEST_WORDS = 60
_FEWEST_STEMS = 4

_LEANS = re.compile(
    r"[\"“‘']?(?:(?:But|And|Or|Yet|So|Also|However|Meanwhile|Instead|Nevertheless|Still|Then)\b,?\s+)?"
    r"(?:He|She|It|They|This|That|These|Those|His|Her|Its|Their|Both|Neither|Such|The (?:official|"
    r"two|move|decision|statement|former|latter|pair|same))\b"
    r"|[\"“‘']?(?:But|And|Or|Yet|So|Also|However|Meanwhile|Instead|Nevertheless|Still|Then)\b"
)
_BARE_QUOTE = re.compile(r"(?:\"[^\"]*\"|“[^”]*”)\Z")
_UNNAMED_SPEAKER = re.compile(r"[,”\"]\s+(?:he|she|they|it)\s+(?:said|says|added|told|noted)\b")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence of a story with what it is judged by; `index` is its place in its article."""

    reading: int
    index: int
    article: Article
    sentence: Sentence
    text: str
    stems: frozenset[str]
    score: float

    @property
    def leans(self) -> bool:
        """Whether the sentence needs the one before it."""
        return bool(
            _LEANS.match(self.text)
            or _BARE_QUOTE.match(self.text)
            or _UNNAMED_SPEAKER.search(self.text)
        )


def summarise(readings: Sequence[Reading], size: int) -> tuple[CitedSentence, ...]:
    """Return at most `size` cited sentences of one story's readings, in reading order.

    `readings` are sorted by publication. Greedy: the most salient sentence that adds most; one
    that leans on the sentence before it counts in full only when that one is chosen. The same
    words elsewhere are further verbatim citations, the same fact in other words "supports".
    """
    candidates = list(_candidates(readings))
    pool = [c for c in candidates if not unfit(c.text, c.article.language)] or candidates
    chosen: list[_Candidate] = []
    while pool and len(chosen) < size:
        best = max(pool, key=lambda c: (_gain(c, chosen), -c.reading, -c.index))
        if _gain(best, chosen) <= 0:
            break
        chosen.append(best)
        pool = [c for c in pool if not _same_fact(c, best)]
    chosen.sort(key=lambda c: (c.reading, c.index))
    return tuple(_cited(c, candidates) for c in chosen)


def _candidates(readings: Sequence[Reading]) -> Iterator[_Candidate]:
    for number, reading in enumerate(readings):
        article = reading.article
        scores = salience(article, reading.sentences)
        for index, (sentence, score) in enumerate(zip(reading.sentences, scores, strict=True)):
            text = article.quote(sentence.span)
            long = len(text.split()) > _LONGEST_WORDS
            yield _Candidate(
                number,
                index,
                article,
                sentence,
                text,
                frozenset(content_stems(text)),
                score * _LONG if long else score,
            )


def _gain(candidate: _Candidate, chosen: Sequence[_Candidate]) -> float:
    told = frozenset().union(*(c.stems for c in chosen))
    overlap = len(candidate.stems & told) / max(len(candidate.stems), 1)
    score = candidate.score * (1 - _REDUNDANCY * overlap)
    if candidate.leans:
        before = (candidate.reading, candidate.index - 1)
        if before not in {(c.reading, c.index) for c in chosen}:
            score *= _DANGLING
    return score


def _same_fact(one: _Candidate, other: _Candidate) -> bool:
    if one.text == other.text:
        return True
    fewer = min(len(one.stems), len(other.stems))
    return fewer >= _FEWEST_STEMS and len(one.stems & other.stems) >= SAME_FACT * fewer


def _cited(chosen: _Candidate, candidates: Sequence[_Candidate]) -> CitedSentence:
    citations = [_citation(chosen, chosen)]
    citations += [
        _citation(c, chosen)
        for c in candidates
        if c is not chosen
        and _same_fact(c, chosen)
        and (c.text == chosen.text or c.article.id != chosen.article.id)
    ]
    return CitedSentence(chosen.text, tuple(citations))


def _citation(candidate: _Candidate, chosen: _Candidate) -> Citation:
    return Citation(
        candidate.article.id,
        candidate.article.version,
        candidate.sentence.start,
        candidate.sentence.end,
        "verbatim" if candidate.text == chosen.text else "supports",
    )

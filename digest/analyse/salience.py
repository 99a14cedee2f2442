"""Salience: how much of what an article says a sentence carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.analyse.similarity import cosine, idf, unit, weights
from digest.model.article import SectionKind
from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model.article import Article, Sentence

POSITION = 0.5
CENTRALITY = 0.35
TITLE = 0.15
"""Shares of the three signals. Position leads: news puts first what matters, and the first three
sentences beat every classic method on news (see benchmarks/summaries.py)."""

_POSITION_HALVES = 4.0
"""Sentences after which the weight of position has halved."""
_ASIDE = 0.4
"""Slides and captions tell background: their sentences count so much of a body's."""


def salience(article: Article, sentences: Sequence[Sentence]) -> tuple[float, ...]:
    """Return the salience of each sentence, 0 to 1, higher for what matters more."""
    stems = [content_stems(article.quote(s.span)) for s in sentences]
    rarity = idf(stems)
    centre = unit(weights((s for own in stems for s in own), rarity))
    title = frozenset(content_stems(article.title))
    scores = []
    for index, (sentence, own) in enumerate(zip(sentences, stems, strict=True)):
        position = _POSITION_HALVES / (_POSITION_HALVES + index)
        central = cosine(unit(weights(own, rarity)), centre)
        named = len(title.intersection(own)) / len(title) if title else 0.0
        score = POSITION * position + CENTRALITY * central + TITLE * named
        aside = article.sections[sentence.section].kind is not SectionKind.BODY
        scores.append(score * _ASIDE if aside else score)
    return tuple(scores)

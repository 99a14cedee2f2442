"""A reading: an article with its sentences, its dates and its events, analysed once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.analyse.events import find_events
from digest.analyse.passages import read_passages
from digest.dates import find_dates, find_derived, has_rules
from digest.text.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.analyse.passages import Passage
    from digest.model.article import Article, Sentence
    from digest.model.event import Event, TimeExpression


@dataclass(frozen=True, slots=True)
class Reading:
    """What one article says, and when it says that it happened.

    `passages` are its sentences as a summary judges them, as document 0.
    """

    article: Article
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    expressions: tuple[TimeExpression, ...]
    events: tuple[Event, ...]


def read(article: Article) -> Reading:
    """Return the reading of `article`; a pure function of the article.

    In a language without rules no dates are read: those of another one would find wrong ones.
    """
    sentences = split_sentences(article.text, article.sections)
    if not has_rules(article.language):
        return Reading(article, sentences, _passages(article, sentences), (), ())
    expressions = find_dates(
        article.text,
        article.published,
        sections=article.sections,
        sentences=sentences,
        language=article.language,
    )
    derived = find_derived(
        article.text,
        expressions,
        sections=article.sections,
        sentences=sentences,
        language=article.language,
    )
    events = find_events(article, sentences, expressions, derived)
    return Reading(article, sentences, _passages(article, sentences), expressions, events)


def _passages(article: Article, sentences: Sequence[Sentence]) -> tuple[Passage, ...]:
    texts = (article.quote(sentence.span) for sentence in sentences)
    inside = _inside_quotations(article, sentences)
    return tuple(read_passages(texts, language=article.language, quoted=inside))


def _inside_quotations(article: Article, sentences: Sequence[Sentence]) -> frozenset[int]:
    """Return the numbers of sentences that a quotation of their paragraph goes on through.

    They have no marks of their own, so nothing in them tells that they are somebody's words.
    """
    found: set[int] = set()
    paragraph, opened, straight = -1, 0, 0
    for number, sentence in enumerate(sentences):
        if sentence.paragraph != paragraph:
            paragraph, opened, straight = sentence.paragraph, 0, 0
        if opened > 0 or straight % 2:
            found.add(number)
        text = article.text[sentence.start : sentence.end]
        opened = max(0, opened + text.count("“") - text.count("”"))
        straight += text.count('"')
    return frozenset(found)

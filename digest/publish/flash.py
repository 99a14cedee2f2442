"""What of an edition stands on one page: the first stories, how they begin, their sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.publish.wordings import count_words

if TYPE_CHECKING:
    from digest.publish.shown import EditionView, SourceView, StoryView


@dataclass(frozen=True, slots=True)
class Size:
    """How much is told: sentences of each story, characters of a headline, what is to come."""

    sentences: tuple[int, ...]
    title_length: int
    watch: bool


SIZES = (
    Size((5, 5, 5), 170, watch=True),
    Size((4, 4, 4), 170, watch=True),
    Size((3, 3, 3), 120, watch=True),
    Size((3, 3, 2), 120, watch=True),
    Size((3, 2, 2), 120, watch=True),
    Size((2, 2, 2), 120, watch=True),
    Size((2, 2, 1), 90, watch=False),
    Size((2, 1, 1), 90, watch=False),
    Size((1, 1, 1), 90, watch=False),
    Size((1, 1), 90, watch=False),
    Size((1,), 60, watch=False),
)
"""From most to least; the first that fits the page is printed."""


@dataclass(frozen=True, slots=True)
class FlashView:
    """What a page of `Size` shows; `more` says what it leaves out, None when that is nothing."""

    stories: tuple[StoryView, ...]
    sources: tuple[SourceView, ...]
    title_length: int
    more: str | None


def flash(shown: EditionView, size: Size, *, note: str | None = None) -> FlashView:
    """Return the beginning of an edition, with the sources it cites; a pure function.

    `note` is a sentence before what is said of the rest.
    """
    stories = tuple(
        _shortened(story, sentences, watch=size.watch)
        for story, sentences in zip(shown.stories, size.sentences, strict=False)
    )
    cited = {
        cite.number
        for story in stories
        for sentence in (*story.sentences, *(entry.sentence for entry in story.watch))
        for cite in sentence.cites
    }
    return FlashView(
        stories=stories,
        sources=tuple(source for source in shown.sources if source.number in cited),
        title_length=size.title_length,
        more=" ".join(filter(None, (note, _more(shown, stories)))) or None,
    )


def _shortened(story: StoryView, sentences: int, *, watch: bool) -> StoryView:
    coming = story.watch[:1] if watch else ()
    return replace(story, sentences=story.sentences[:sentences], watch=coming)


def _more(shown: EditionView, stories: tuple[StoryView, ...]) -> str | None:
    told = sum(len(story.sentences) for story in stories)
    events = len(shown.timeline) + len(shown.watch) - sum(len(story.watch) for story in stories)
    left = [
        count_words(count, *words)
        for count, words in (
            (len(shown.stories) - len(stories), ("story", "stories")),
            (sum(len(s.sentences) for s in shown.stories) - told, ("sentence",)),
            (events, ("dated event",)),
        )
        if count > 0
    ]
    if not left:
        return None
    return f"Not on this page: {', '.join(left)} of this edition. The evidence holds all of it."

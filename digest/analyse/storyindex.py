"""The online index of stories: which story an article joins, and how groups correct it.

An index for browsing, cheap at any number of stored articles: an article is compared by its
heaviest terms with those published within two weeks of it. The stories of an edition are not taken
from here; they are a function of its articles alone (`digest.analyse.stories`), and correct this.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from digest.text.tokenised import readable
from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

WINDOW_DAYS = 14
"""Days before and after an article's own within which a story may hold it."""

COUNTED = 36
"""Terms of an article that are counted: its most frequent ones, the first of equals."""
KEPT = 28
"""Terms that an article is found by: the heaviest of those counted."""
_ASKED = 24
"""Terms that are looked up: the rarest of those kept that another article holds."""
_FINDS = 200
_FINDS_SHARE = 0.001
"""How often terms may be held, together, to be looked up: so often, or by that share of all
articles. It bounds the work; what is more common says little."""
MOST_ALIKE = 10
"""Articles that are looked at, the most alike."""

_TITLE_WEIGHT = 3
_TELLERS = 3
"""Articles of a story that are averaged: one alone may be near by chance."""
_SAME_STORY = 0.16
"""Mean likeness from which an article joins. On the sets that digest.analyse.stories was calibrated
on B3 F1 is .95, .87 and .83 in the mean of four orders; .02 more or less changes the mean of the
three by less than .02."""


def counted_terms(title: str, text: str) -> dict[str, float]:
    """Return the terms of an article that are counted, with the weight of their frequency."""
    stems = content_stems(title) * _TITLE_WEIGHT + content_stems(readable(text))
    counts = sorted(Counter(stems).items(), key=lambda item: -item[1])
    return {stem: 1 + math.log(count) for stem, count in counts[:COUNTED]}


def kept_terms(
    counted: Mapping[str, float], holders: Mapping[str, int], articles: int
) -> dict[str, float]:
    """Return the terms an article is found by as a vector of length 1, the rarest first.

    `holders` tells how many of the `articles` stored before have counted a term.
    """
    weights = {
        term: weight * math.log1p((1 + articles) / (1 + holders.get(term, 0)))
        for term, weight in counted.items()
    }
    kept = sorted(weights, key=lambda term: (-weights[term], term))[:KEPT]
    norm = math.sqrt(math.fsum(weights[term] ** 2 for term in kept)) or 1.0
    rarest = sorted(kept, key=lambda term: (holders.get(term, 0), term))
    return {term: weights[term] / norm for term in rarest}


def asked_terms(
    kept: Mapping[str, float], holders: Mapping[str, int], articles: int
) -> dict[str, float]:
    """Return those of the kept terms that are looked up."""
    left = max(_FINDS, _FINDS_SHARE * articles)
    asked: dict[str, float] = {}
    for term, weight in kept.items():
        held = holders.get(term, 0)
        left -= held
        if left < 0 or len(asked) == _ASKED:
            break
        if held:
            asked[term] = weight
    return asked


def story_of(alike: Iterable[tuple[str, float]]) -> str | None:
    """Return the story to join, by (story, likeness) of articles found; None for a new one."""
    tellers: defaultdict[str, list[float]] = defaultdict(list)
    for story, likeness in alike:
        tellers[story].append(likeness)
    means = {
        story: math.fsum(sorted(own)[-_TELLERS:]) / min(len(own), _TELLERS)
        for story, own in tellers.items()
    }
    best = min(means, key=lambda story: (-means[story], story), default=None)
    return best if best is not None and means[best] >= _SAME_STORY else None


def rename(groups: Sequence[Collection[str]], known: Mapping[str, str]) -> dict[str, str | None]:
    """Return the story of each article of `groups`, None where a new one begins.

    `known` maps articles to the stories they are in. A group keeps the story that most of its
    articles are in, and each story goes to one group at most: published ids live on through
    merging and splitting. All articles of a group that gets no story have None.
    """
    claims = [
        (-count, story, number)
        for number, members in enumerate(groups)
        for story, count in Counter(known[a] for a in members if a in known).items()
    ]
    names: dict[int, str] = {}
    given: set[str] = set()
    for _, story, number in sorted(claims):
        if number not in names and story not in given:
            names[number] = story
            given.add(story)
    return {
        article: names.get(number) for number, members in enumerate(groups) for article in members
    }

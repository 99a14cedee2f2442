"""The choice of a summary's sentences: greedy, then exchanged while that makes it better."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from digest.analyse.passages import same_fact
from digest.analyse.salience import Draft, find_gist, weigh

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from digest.analyse.passages import Passage
    from digest.analyse.salience import Gist, Weighed

# Calibrated with the constants of digest.analyse.salience, on the same halves.
_BREVITY = 0.3
"""Power of a sentence's length by which its gain is divided: 0 prefers long sentences, 1 short
ones; at .3 three sentences are as long as the first three of a report."""
_FEWEST_WORDS = 8
_LONG = 40
_TOO_LONG = 20
"""Words beyond `_LONG` at which a sentence's gain is halved."""
_SAID = 0.6
_SAID_AGAIN = 0.4
"""Share of the shorter sentence's content stems from which another has said the same already: the
one is best by the summaries of others, the other keeps three outlets' leads on one event from being
told one after the other (of 150 pairs of sentences of 50 events it leaves one, .6 leaves 18)."""
_ROUNDS = 20
"""Exchanges at most; four are usual."""
_NOTHING = 1e-9
"""Differences of value below this are rounding."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long a summary may be: at most so many sentences, or words as white space parts them."""

    sentences: int | None = None
    words: int | None = None

    def __post_init__(self) -> None:
        """Refuse both, neither, and lengths below one."""
        given = [n for n in (self.sentences, self.words) if n is not None]
        if len(given) != 1 or given[0] < 1:
            raise ValueError("a summary is 1 or more sentences, or 1 or more words, long")

    def share(self, passage: Passage) -> float:
        """Return which part of the summary `passage` takes, 1 for all of it."""
        return passage.size / self.words if self.words else 1 / (self.sentences or 1)

    def fits(self, chosen: Sequence[Weighed], one_more: Passage) -> bool:
        """Tell whether `one_more` can be added to the `chosen`."""
        if self.words is not None:
            return sum(one.passage.size for one in chosen) + one_more.size <= self.words
        return len(chosen) < (self.sentences or 0)


@dataclass(frozen=True, slots=True)
class _Task:
    """What a choice is judged by; see `choose`."""

    gist: Gist
    length: Length
    known: Collection[str] | None
    said: float


def choose(
    passages: Sequence[Passage],
    length: Length,
    *,
    known: Collection[str] | None = None,
    fill: bool = False,
    lead: bool = False,
) -> list[Passage]:
    """Return the passages of a summary, in the order of `passages`, which also decides ties.

    No two tell the same fact. A passage that leans on the one before it is taken only with that
    one. When the names are given that a reader has `known` before, a passage that names anybody
    else in short is taken only behind one with that name. With `fill`, such passages and unfit
    ones are taken too when the others do not suffice; without it only when there are no others.
    With `lead` the first passage that can stand alone is always among them, for a reader wants to
    be told first what happened, and then no one that says much of it again.
    """
    gist = find_gist(passages)
    task = _Task(gist, length, known, _SAID_AGAIN if lead else _SAID)
    everything = [weigh(p, gist) for p in passages]
    fit = [one for one in everything if one.passage.fit]
    first = [one for one in fit if not one.passage.leans and length.fits((), one.passage)][:1]
    chosen = _grow(first if lead else (), fit, task)
    if length.words is not None:
        chosen = _exchange(chosen, fit, task)
    if fill or not chosen:
        chosen = _grow(chosen, fit, task, alone=True)
        chosen = _grow(chosen, everything, task, alone=True)
    keys = _keys(chosen)
    return [p for p in passages if (p.document, p.place) in keys]


def _grow(
    chosen: Sequence[Weighed],
    pool: Sequence[Weighed],
    task: _Task,
    *,
    alone: bool = False,
) -> list[Weighed]:
    """Return `chosen` with passages of `pool` added while they fit and add something.

    With `alone` they may stand without what they lean on.
    """
    grown = list(chosen)
    draft = _draft(grown, task)
    pool = _others(pool, grown, task.said)
    while True:
        best: Weighed | None = None
        most = 0.0
        for one in pool:
            passage = one.passage
            if not task.length.fits(grown, passage):
                continue
            if not alone and not _stands(passage, grown, task.known):
                continue
            gain = draft.gain(one, task.length.share(passage)) / _cost(passage.size)
            if gain > most:
                best, most = one, gain
        if best is None:
            return grown
        grown.append(best)
        pool = _others(pool, [best], task.said)
        draft.add(best, task.length.share(best.passage))


def _exchange(
    chosen: Sequence[Weighed],
    pool: Sequence[Weighed],
    task: _Task,
) -> list[Weighed]:
    """Return `chosen` with single passages exchanged for others while its value rises."""
    best, value = list(chosen), _draft(chosen, task).value
    for _ in range(_ROUNDS):
        better = max(
            (_with_another(best, out, pool, task) for out in range(len(best))),
            key=lambda found: found[0],
            default=(value, best),
        )
        if better[0] <= value + _NOTHING:
            break
        value, best = better
    return best


def _with_another(
    chosen: Sequence[Weighed],
    out: int,
    pool: Sequence[Weighed],
    task: _Task,
) -> tuple[float, list[Weighed]]:
    """Return the best choice that has another passage in place of number `out`, and its value."""
    rest = [*chosen[:out], *chosen[out + 1 :]]
    if not all(_stands(one.passage, rest, task.known) for one in rest):
        return 0.0, list(chosen)
    draft = _draft(rest, task)
    left = (task.length.words or 0) - sum(one.passage.size for one in rest)
    best, most = chosen[out], 0.0
    for one in _others(pool, rest, task.said):
        passage = one.passage
        if passage.size > left:
            continue
        if not _stands(passage, rest, task.known):
            continue
        gain = draft.gain(one, task.length.share(passage))
        if gain > most:
            best, most = one, gain
    return draft.value + most, [*rest, best]


def _others(pool: Iterable[Weighed], chosen: Sequence[Weighed], said: float) -> list[Weighed]:
    """Return what of `pool` tells another fact than each of the `chosen`."""
    return [one for one in pool if not any(same_fact(one.passage, c.passage, said) for c in chosen)]


def _draft(chosen: Iterable[Weighed], task: _Task) -> Draft:
    draft = Draft(task.gist)
    for one in chosen:
        draft.add(one, task.length.share(one.passage))
    return draft


def _cost(size: int) -> float:
    brief: float = max(size, _FEWEST_WORDS) ** _BREVITY
    return brief * (1 + max(0, size - _LONG) / _TOO_LONG)


def _keys(chosen: Iterable[Weighed]) -> set[tuple[int, int]]:
    return {_key(one.passage) for one in chosen}


def _key(passage: Passage) -> tuple[int, int]:
    return passage.document, passage.place


def _stands(passage: Passage, chosen: Sequence[Weighed], known: Collection[str] | None) -> bool:
    """Tell whether a reader of the `chosen` passages before `passage` can follow it."""
    own = _key(passage)
    if passage.leans and (passage.document, passage.place - 1) not in _keys(chosen):
        return False
    if known is None or passage.needs.issubset(known):
        return True
    before = (one.passage for one in chosen if _key(one.passage) < own)
    return passage.needs.issubset(chain(known, *(p.names for p in before)))

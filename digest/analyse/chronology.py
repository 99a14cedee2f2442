"""Ranking dates: which days of a topic's history a timeline should tell.

A day counts by the articles that name it, each by the sentence that is most about the topic, so
that one article with a list of dates, or one wire story printed twice, does not outvote the rest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from datetime import date

Key = TypeVar("Key", bound="Hashable")

AHEAD = 0.5
"""What a mention counts that was written before its day: an announcement, which may not come true
and which the report of the day itself repeats. On four topics of Timeline17 Date-F1 is .789 at 0,
.795 at a half and .800 at 1, within what chance gives: a half keeps plans behind reports."""

PUBLICATION = 0.25
"""What an article published on a day counts for it, in mentions of mean salience. It breaks ties
among days that few articles name; from 0 to 1 Date-F1 is level (.798 to .793)."""


@dataclass(frozen=True, slots=True)
class DateMention(Generic[Key]):
    """One sentence's naming of a date.

    `when` is whatever tells two dates apart: a day, or an EDTF value where grains are mixed;
    `begins` is its first day, None when unknown. `article` tells articles apart (copies share
    one); `published` is the day of publication. `salience` says how much the sentence is about
    the topic, 1 for a sentence like the mean.
    """

    when: Key
    begins: date | None
    article: Hashable
    published: date | None
    salience: float = 1.0


def rank_dates(
    mentions: Iterable[DateMention[Key]], publications: Iterable[Key] = ()
) -> dict[Key, float]:
    """Return the score of every date named or published on, best first.

    A date's score is the sum over the articles that name it of their most salient mention, plus
    a little for each article published on it. Dates of one score stand in the order of
    `str(date)`. The order of the arguments makes no difference.

    Source: ours; for counting mentions and publications see DATEWISE (Gholipour Ghalandari and
    Ifrim, ACL 2020, https://aclanthology.org/2020.acl-main.122/). On four topics of
    Timeline17 articles instead of mentions raise Date-F1 from .71 to .75, salience to .78.
    """
    best: dict[Key, dict[Hashable, float]] = defaultdict(dict)
    for mention in mentions:
        ahead = mention.published and mention.begins and mention.begins > mention.published
        worth = mention.salience * (AHEAD if ahead else 1.0)
        articles = best[mention.when]
        articles[mention.article] = max(articles.get(mention.article, 0.0), worth)
    scores = {key: sum(sorted(articles.values())) for key, articles in best.items()}
    for key in publications:
        scores[key] = scores.get(key, 0.0) + PUBLICATION
    return dict(sorted(scores.items(), key=lambda item: (-item[1], str(item[0]))))

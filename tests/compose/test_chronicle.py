"""A chronicle tells a topic's days in the articles' own sentences."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.dated import DatedText
from digest.compose.chronicle import chronicle

ARTICLES = (
    DatedText(
        "harbour-1",
        date(2021, 3, 9),
        "Water entered the lower quarter of Port Alder on Monday night as the harbour wall broke.\n"
        "Firefighters carried forty residents of the lower quarter from their flooded homes.\n"
        "Engineers will inspect the broken harbour wall on March 20.\n",
    ),
    DatedText(
        "harbour-2",
        date(2021, 3, 10),
        "The harbour wall of Port Alder broke on Monday and flooded three hundred homes.\n"
        "Schools in the lower quarter stay closed, the council said on Wednesday.\n",
    ),
    DatedText(
        "harbour-3",
        date(2021, 3, 21),
        "Engineers found salt in the concrete of the harbour wall of Port Alder on Saturday.\n"
        "The wall had broken on March 8 and flooded the lower quarter.\n",
    ),
    DatedText(
        "fair",
        date(2021, 3, 15),
        "The spring fair of Lindow drew nine thousand visitors on Sunday, March 14.\n"
        "A choir of two hundred sang at the spring fair of Lindow on Sunday.\n",
    ),
)
PARTS = (
    "The harbour wall of Port Alder broke on March 8, 2021.",
    "Firefighters carried residents from the flooded lower quarter.",
    "Engineers found salt in the concrete of the wall on Saturday.",
    "She said the council would vote on Friday.",
    "What will the council do?",
    "Schools in the lower quarter stay closed , it said . ''",
    "-LRB- Agency -RRB- - Trains ran again on 12 March 2021 .",
    "\n",
)
texts = st.builds(
    DatedText,
    st.sampled_from("abc"),
    st.one_of(st.none(), st.dates(date(2021, 3, 1), date(2021, 3, 30))),
    st.one_of(st.lists(st.sampled_from(PARTS), max_size=6).map(" ".join), st.text(max_size=80)),
)


def test_the_day_that_most_articles_name_is_told_first() -> None:
    """With room for one day it is the one that three articles tell of."""
    assert list(chronicle(ARTICLES, dates=1, sentences=1)) == ["2021-03-08"]


def test_days_stand_in_order_of_time() -> None:
    """Whatever their rank, days come out as a calendar has them."""
    days = list(chronicle(ARTICLES, dates=9, sentences=1))
    assert days == sorted(days)
    assert {"2021-03-08", "2021-03-14", "2021-03-20"} <= set(days)


def test_the_inspection_is_told_by_who_reported_it_not_who_announced_it() -> None:
    """A sentence written after a day tells it before one that announces it."""
    (told,) = chronicle(ARTICLES, dates=9, sentences=1)["2021-03-20"]
    assert told.startswith("Engineers found salt")


def test_the_window_bounds_the_days() -> None:
    """Days before the first or after the last wanted are not told; both ends are included."""
    day = date(2021, 3, 14)
    assert list(chronicle(ARTICLES, dates=9, sentences=1, first=day, last=day)) == ["2021-03-14"]


def test_keywords_keep_articles_of_other_topics_out() -> None:
    """An article that does not name a keyword twice gives no day and no sentence."""
    told = chronicle(ARTICLES, dates=9, sentences=9, keywords=["Harbour"])
    assert told
    assert not any("Lindow" in sentence for said in told.values() for sentence in said)


def test_a_title_that_names_a_keyword_is_enough() -> None:
    """An article may name its subject in its title alone."""
    fair = DatedText("fair", ARTICLES[3].published, ARTICLES[3].text, title="Music in spring")
    assert list(chronicle([fair], dates=1, sentences=1, keywords=["music"])) == ["2021-03-14"]


def test_keywords_that_nothing_names_give_nothing() -> None:
    """No article on topic, no day."""
    assert chronicle(ARTICLES, dates=9, sentences=9, keywords=["volcano"]) == {}


def test_a_copy_adds_no_weight() -> None:
    """A wire story under another name changes neither days nor sentences."""
    copies = [DatedText(f"copy-{n}", date(2021, 3, 16), ARTICLES[3].text) for n in range(5)]
    assert chronicle([*ARTICLES, *copies], dates=1, sentences=2) == chronicle(
        ARTICLES, dates=1, sentences=2
    )


def test_a_sentence_is_told_once() -> None:
    """A sentence that names two days stands under one of them."""
    text = (
        "The harbour wall of Port Alder broke on 8 March 2021 and was mended by 20 March 2021.\n"
        "The harbour of Port Alder opened again on 20 March 2021 with its wall mended.\n"
    )
    told = chronicle([DatedText("a", date(2021, 4, 1), text)], dates=5, sentences=5)
    said = [sentence for sentences in told.values() for sentence in sentences]
    assert len(said) == len(set(said)) == 2


def test_sentences_that_say_the_same_are_told_once() -> None:
    """Two outlets' wordings of one fact make one sentence of a day."""
    one = "The harbour wall of Port Alder broke on Monday night and flooded homes.\n"
    other = "On Monday the harbour wall of Port Alder broke at night and flooded homes.\n"
    day = date(2021, 3, 9)
    told = chronicle([DatedText("a", day, one), DatedText("b", day, other)], dates=1, sentences=5)
    assert [len(said) for said in told.values()] == [1]


def test_tokenised_text_is_quoted_as_it_stands() -> None:
    """Spelt-out brackets and quotes stay in the quotation; the by-line before it does not."""
    text = (
        "By Ada Quill PORT ALDER -LRB- Agency -RRB- - The harbour wall did n't hold on Monday "
        ", the mayor -LRB- Bo Reed -RRB- said : `` We need a new wall . ''\n"
    )
    told = chronicle([DatedText("a", date(2021, 3, 9), text)], dates=1, sentences=1)
    assert told == {"2021-03-08": [text.strip().split(" - ", 1)[1]]}


def test_texts_without_publication_are_read() -> None:
    """Full dates need no anchor; nothing is guessed."""
    text = "The old harbour wall of Port Alder broke on 3 May 1998 and killed two sailors."
    assert chronicle([DatedText("a", None, text)], dates=3, sentences=1) == {"1998-05-03": [text]}


@pytest.mark.parametrize(("dates", "sentences"), [(0, 3), (3, 0)])
def test_no_room_gives_nothing(dates: int, sentences: int) -> None:
    """No days or no sentences wanted, none given."""
    assert chronicle(ARTICLES, dates=dates, sentences=sentences) == {}


def test_the_last_day_of_the_calendar_can_be_told() -> None:
    """The day after 31 December 9999 does not exist, and is not asked for."""
    text = "The harbour wall of Port Alder has stood for eight thousand years."
    told = chronicle([DatedText("a", date.max, text)], dates=3, sentences=1)
    assert told == {"9999-12-31": [text]}


@given(st.lists(texts, max_size=5), st.integers(0, 4), st.integers(0, 3))
def test_every_sentence_stands_verbatim_in_an_article(
    some: list[DatedText], dates: int, sentences: int
) -> None:
    """At most so many days and sentences, all quoted, none twice, days valid and in order."""
    told = chronicle(some, dates=dates, sentences=sentences)
    assert len(told) <= dates
    assert list(told) == sorted(told)
    said = [sentence for day in told.values() for sentence in day]
    assert len(said) == len(set(said))
    for day, own in told.items():
        assert date.fromisoformat(day)
        assert 1 <= len(own) <= sentences
        assert all(any(sentence in text.text for text in some) for sentence in own)


@given(st.permutations(ARTICLES))
def test_the_order_of_articles_leaves_no_trace(order: list[DatedText]) -> None:
    """The same set of articles gives the same chronicle in any order of arrival."""
    assert chronicle(order, dates=4, sentences=3) == chronicle(ARTICLES, dates=4, sentences=3)


@given(st.dates(date(2021, 3, 1), date(2021, 3, 30)), st.integers(0, 20))
def test_no_day_outside_the_window_is_told(first: date, length: int) -> None:
    """Every day told lies in the window."""
    last = first + timedelta(days=length)
    told = chronicle(ARTICLES, dates=9, sentences=1, first=first, last=last)
    assert all(first <= date.fromisoformat(day) <= last for day in told)


def test_the_seed_of_hashes_leaves_no_trace() -> None:
    """Processes with different hash seeds give the same bytes."""
    program = (
        "import json\n"
        "from datetime import date\n"
        "from digest.analyse.dated import DatedText\n"
        "from digest.compose.chronicle import chronicle\n"
        f"texts = [DatedText(i, date.fromisoformat(p), t) for i, p, t in {_plain()!r}]\n"
        "print(json.dumps(chronicle(texts, dates=9, sentences=9)))\n"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "123"
    }
    assert len(made) == 1


def _plain() -> list[tuple[str, str, str]]:
    return [(a.id, a.published.isoformat(), a.text) for a in ARTICLES if a.published]

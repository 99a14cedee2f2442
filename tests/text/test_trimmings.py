"""By-lines, time stamps and comments are told from a report's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.article import Span
from digest.text.trimmings import comments_begin, first_words

REPORT = "The harbour wall broke at night."


@pytest.mark.parametrize(
    "before",
    [
        "PORT ALDER (Agency) - ",
        "By Ada Quill , Harbour Editor PORT ALDER -LRB- Agency -RRB- - ",
        "PORT ALDER, March 9 (Agency) — ",
        "Page last updated at 11:24 GMT , Tuesday , 9 March 2021 ",
        "9 March 2021 Last updated at 06:50 ",
        "Updated: March 9, 2021 10:12 a.m. EST ",
        "",
    ],
)
def test_a_report_begins_with_its_own_words(before: str) -> None:
    """What an agency or a page sets before the first words is no part of the sentence."""
    text = before + REPORT
    assert first_words(text, Span(0, len(text))) == Span(len(before), len(text))


@pytest.mark.parametrize(
    "sentence",
    [
        "The council (in office since May) met - and voted.",
        "The 9 March 2021 flood was the worst.",
        "Updated figures show three hundred flooded homes.",
    ],
)
def test_a_sentence_of_its_own_stays_whole(sentence: str) -> None:
    """Brackets, dashes and dates inside a sentence are part of it."""
    assert first_words(sentence, Span(0, len(sentence))) == Span(0, len(sentence))


@pytest.mark.parametrize(
    "comment",
    [
        "Posted by : Ada | September 19 , 2008 1:29 PM",
        "At 9:24 pm on 05 May 2009 , reader7 wrote : Well said",
    ],
)
def test_comments_begin_at_their_first_mark(comment: str) -> None:
    """The words before a comment's mark are the report's."""
    assert comments_begin(f"{REPORT} {comment}") == len(REPORT) + 1


@given(st.text())
def test_trimmings_never_reach_beyond_the_text(text: str) -> None:
    """The end of the report lies in the text; a first sentence keeps its end."""
    assert 0 <= comments_begin(text) <= len(text)
    whole = Span(0, len(text))
    assert first_words(text, whole).end == whole.end

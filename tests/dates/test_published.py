"""Publication told from the text alone."""

from __future__ import annotations

from digest.dates import infer_published


def test_a_date_line_gives_the_day() -> None:
    """A full date alone in a line of the top is the publication date."""
    published = infer_published("Harbour closed\n\nMonday, March 9, 2015\n\nIt closed on Sunday.")
    assert (published.value, published.precision) == ("2015-03-09", "day")
    assert published.origin == "inferred"
    assert "Monday, March 9, 2015" in published.reasons[0]


def test_a_date_in_a_sentence_gives_nothing() -> None:
    """What a sentence dates is a happening, not the article."""
    text = "The company was founded by two brothers of the old town on March 9, 2015."
    assert infer_published(text).origin == "unknown"


def test_days_without_a_year_are_candidates() -> None:
    """The latest day named is offered in the years that fit, first where its weekday is named."""
    text = "He spoke on Monday. It opened in 2013. The storm came on Nov. 30 and left on Dec. 1."
    published = infer_published(text)
    assert published.origin == "unknown"
    assert published.candidates == ("2014-12-01", "2013-12-02")


def test_a_text_without_days_has_no_candidates() -> None:
    """Nothing named, nothing offered."""
    assert infer_published("It rained.").candidates == ()

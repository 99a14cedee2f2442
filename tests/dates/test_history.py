"""Lives and histories, whose dates go on in the year told last."""

from __future__ import annotations

from digest.dates import find_dates

LIFE = (
    "She was born in 1811 and came to the city in 1823. In 1829 she entered the school, left it in "
    "1830 and was arrested in 1831.\n\nHer last book appeared in 1832. On 30 May she fell ill."
)


def test_a_life_goes_on_in_the_year_told_last() -> None:
    """Paragraphs after the year was told, a day without one is of that year."""
    assert find_dates(LIFE, "2004-08-18")[-1].value == "1832-05-30"


def test_a_report_of_the_day_is_no_history() -> None:
    """Where the text counts from the day of writing, a day without a year lies near it."""
    text = f"On Monday she said, as on Tuesday and yesterday and today: {LIFE}"
    assert find_dates(text, "2004-08-18")[-1].value == "2004-05-30"


def test_few_years_of_long_ago_make_a_history_too() -> None:
    """A lifetime back, three years written out are enough."""
    text = "She left in 1830, came back in 1831 and died in 1832.\n\nOn 30 May she fell ill."
    assert find_dates(text, "2004-08-18")[-1].value == "1832-05-30"
    assert find_dates(text, "1840-08-18")[-1].value == "1840-05-30"

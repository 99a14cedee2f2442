"""EDTF values: their days, their order, their wording."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.edtf import extent, sort_key, wording

DAYS = st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 31))


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "grain", "words"),
    [
        ("2014-12-01", "2014-12-01", "2014-12-01", "day", "1 December 2014"),
        ("2014-12", "2014-12-01", "2014-12-31", "month", "December 2014"),
        ("2014", "2014-01-01", "2014-12-31", "year", "2014"),
        ("2014-22", "2014-06-01", "2014-08-31", "season", "summer 2014"),
        ("2014-24", "2014-12-01", "2015-02-28", "season", "winter 2014"),
        ("2014-34", "2014-04-01", "2014-06-30", "quarter", "Q2 2014"),
        ("2014-41", "2014-07-01", "2014-12-31", "half", "second half of 2014"),
        ("201X", "2010-01-01", "2019-12-31", "decade", "2010s"),
        ("19XX", "1900-01-01", "1999-12-31", "century", "1900s"),
        ("2014~", "2014-01-01", "2014-12-31", "year", "about 2014"),
        ("1979?", "1979-01-01", "1979-12-31", "year", "1979 (uncertain)"),
        ("2014-11-21/2014-11-30", "2014-11-21", "2014-11-30", "range", "late November 2014"),
        ("2014-11-11/2014-11-20", "2014-11-11", "2014-11-20", "range", "mid-November 2014"),
        ("2014-11-01/2014-11-10", "2014-11-01", "2014-11-10", "range", "early November 2014"),
        ("2014-11-26/2014-11-29", "2014-11-26", "2014-11-29", "range", "26–29 November 2014"),
        (
            "2014-11-28/2014-12-02",
            "2014-11-28",
            "2014-12-02",
            "range",
            "28 November – 2 December 2014",
        ),
        ("2014-03/2014-05", "2014-03-01", "2014-05-31", "range", "March – May 2014"),
        ("2013/2014", "2013-01-01", "2014-12-31", "range", "2013 – 2014"),
        ("2019/..", "2019-01-01", None, "range", "since 2019"),
        ("../2019-05", None, "2019-05-31", "range", "until May 2019"),
        ("XXXX-11-30", None, None, "day", "30 November (year unknown)"),
        ("XXXX-11", None, None, "month", "November (year unknown)"),
        ("XXXX-22", None, None, "season", "summer (year unknown)"),
    ],
)
def test_a_value_has_days_a_grain_and_a_wording(
    edtf: str, earliest: str | None, latest: str | None, grain: str, words: str
) -> None:
    """The subset of EDTF that news needs."""
    found = extent(edtf)
    assert (found.earliest and found.earliest.isoformat()) == earliest
    assert (found.latest and found.latest.isoformat()) == latest
    assert found.grain == grain
    assert wording(edtf) == words


@pytest.mark.parametrize(
    "edtf",
    ["", "soon", "2014-13", "2014-02-30", "2014-22-01", "201X-05", "XXXX", "XXXX-13", "2014/2013"],
)
def test_what_names_no_days_is_refused(edtf: str) -> None:
    """Nothing is guessed from a value that is none."""
    with pytest.raises(ValueError, match=r"\w"):
        extent(edtf)


@pytest.mark.parametrize("edtf", ["soon", "2014-1"])
def test_what_is_no_value_has_no_wording(edtf: str) -> None:
    """Wording reads the same subset."""
    with pytest.raises(ValueError, match="not an EDTF date"):
        wording(edtf)


def test_mixed_grains_sort_by_their_first_day() -> None:
    """A month stands before its days but the first, an unknown year at the end."""
    right = ["2013-06", "2013-09-01", "2013-09", "2013-09-28", "2014", "../2015", "XXXX-01-01"]
    mixed = [right[i] for i in (3, 0, 6, 2, 5, 1, 4)]
    assert sorted(mixed, key=sort_key) == right


@given(DAYS, DAYS)
def test_any_two_days_make_a_range_that_reads(one: date, other: date) -> None:
    """Earliest and latest are the two days, and the wording names the later year."""
    low, high = sorted((one, other))
    edtf = f"{low.isoformat()}/{high.isoformat()}"
    found = extent(edtf)
    assert (found.earliest, found.latest) == (low, high)
    assert str(high.year) in wording(edtf)

"""English expressions and what they mean, in an article of Friday 13 March 2015."""

from __future__ import annotations

import pytest

from digest.dates import find_dates, replay
from digest.model.article import Section, SectionKind, Span
from digest.model.event import AnchorKind

PUBLISHED = "2015-03-13"

SINGLE = [
    ("It opens a week from Tuesday.", "a week from Tuesday", "DATE", "2015-03-24", "2015-03-24"),
    ("It opens the Monday after next.", "the Monday after next", "DATE", "2015-03-23", None),
    ("It came the week of March 2.", "the week of March 2", "DATE", "2015-W10", None),
    ("He spoke on Thursday of last week.", "Thursday of last week", "DATE", "2015-03-05", None),
    ("They vote on Tuesday next week.", "Tuesday next week", "DATE", "2015-03-17", "2015-03-17"),
    ("It was founded in April.", "April", "DATE", "2014-04", "2014-04"),
    ("It is to be founded in April.", "April", "DATE", "2015-04", "2015-04"),
    ("The ministers meet Monday.", "Monday", "DATE", "2015-03-16", "2015-03-16"),
    ("It had been due to expire Monday.", "Monday", "DATE", "2015-03-09", "2015-03-09"),
    ("They pay back the loan by September.", "September", "DATE", "2015-09", "2015-09"),
    ("It had paid it back by September.", "September", "DATE", "2014-09", "2014-09"),
    ("It rose in the current fiscal year.", "the current fiscal year", "DATE", "2015", "2015"),
    ("It rose in the latest fiscal year.", "the latest fiscal year", "DATE", "2014", "2014"),
    ("The first two quarters of 2011.", "The first two quarters of 2011", "DATE", "2011-H1", None),
    ("The winter of nineteen ninety.", "The winter of nineteen ninety", "DATE", "1990-WI", None),
    ("It will one day be the largest.", "one day", "DATE", "FUTURE_REF", None),
    ("The then current price was low.", "then current", "DATE", "PAST_REF", None),
    ("He died within weeks or months.", "weeks or months", "DURATION", "PXW", None),
    ("It opened on March 3.", "March 3", "DATE", "2015-03-03", "2015-03-03"),
    ("It opened on Dec. 3, 2011.", "Dec. 3, 2011", "DATE", "2011-12-03", "2011-12-03"),
    ("It opened on 3rd June 2011.", "3rd June 2011", "DATE", "2011-06-03", "2011-06-03"),
    ("It opened on Monday, June 6, 2011", "Monday, June 6, 2011", "DATE", "2011-06-06", None),
    ("Signed 2011-06-03 in Rome.", "2011-06-03", "DATE", "2011-06-03", "2011-06-03"),
    ("Signed 6/3/11 in Rome.", "6/3/11", "DATE", "2011-06-03", "2011-06-03"),
    ("It opened by 10-February-2006.", "10-February-2006", "DATE", "2006-02-10", "2006-02-10"),
    ("It will stand by the year 2030.", "the year 2030", "DATE", "2030", "2030"),
    ("It came in the year two thousand.", "the year two thousand", "DATE", "2000", "2000"),
    ("He was born in 347 AD.", "347 AD", "DATE", "0347", "0347"),
    ("Interest is paid quarterly.", "quarterly", "SET", "P1Q", None),
    ("It will open in the fall.", "the fall", "DATE", "2015-FA", "2015-23"),
    ("It opened in the fall.", "the fall", "DATE", "2014-FA", "2014-23"),
    ("It fell in late November.", "late November", "DATE", "2014-11", "2014-11-21/2014-11-30"),
    ("It fell in mid-May 2012.", "mid-May 2012", "DATE", "2012-05", "2012-05-11/2012-05-20"),
    ("It closed in October.", "October", "DATE", "2014-10", "2014-10"),
    ("It will open in April.", "April", "DATE", "2015-04", "2015-04"),
    ("It fell in March for the second time.", "March", "DATE", "2015-03", "2015-03"),
    ("It closed last December.", "last December", "DATE", "2014-12", "2014-12"),
    ("It closed in the 1990s.", "the 1990s", "DATE", "199", "199X"),
    ("It is of the 19th century.", "the 19th century", "DATE", "18", "18XX"),
    ("It was built in 1871.", "1871", "DATE", "1871", "1871"),
    ("Born in nineteen eighty-four.", "nineteen eighty-four", "DATE", "1984", "1984"),
    ("It fell over the summer.", "the summer", "DATE", "2014-SU", "2014-22"),
    ("It rose in the third quarter.", "the third quarter", "DATE", "2014-Q3", "2014-35"),
    ("It will rise in the second quarter.", "the second quarter", "DATE", "2015-Q2", "2015-34"),
    ("It rose in the second quarter.", "the second quarter", "DATE", "2014-Q2", "2014-34"),
    ("It rose in Q2.", "Q2", "DATE", "2014-Q2", "2014-34"),
    ("It rose in Q2 2011.", "Q2 2011", "DATE", "2011-Q2", "2011-34"),
    ("It rose in H1 2011.", "H1 2011", "DATE", "2011-H1", "2011-40"),
    ("It rose in the first half of 2011.", "the first half of 2011", "DATE", "2011-H1", "2011-40"),
    ("He spoke on Monday.", "Monday", "DATE", "2015-03-09", "2015-03-09"),
    ("He spoke Friday.", "Friday", "DATE", "2015-03-13", "2015-03-13"),
    ("He phoned on Monday last.", "Monday last", "DATE", "2015-03-09", "2015-03-09"),
    ("It closed in October last.", "October last", "DATE", "2014-10", "2014-10"),
    ("He spoke last Friday.", "last Friday", "DATE", "2015-03-06", "2015-03-06"),
    ("They will meet on Tuesday.", "Tuesday", "DATE", "2015-03-17", "2015-03-17"),
    ("Trading is to resume Tuesday.", "Tuesday", "DATE", "2015-03-17", "2015-03-17"),
    ("It will hire more by September.", "September", "DATE", "2015-09", "2015-09"),
    ("It burned over the weekend.", "the weekend", "DATE", "2015-W10-WE", None),
    ("Crowds came before the weekend.", "the weekend", "DATE", "2015-W11-WE", None),
    ("They will vote over the weekend.", "the weekend", "DATE", "2015-W11-WE", None),
    ("It grew over the past 20 years.", "the past 20 years", "DURATION", "P20Y", None),
    ("It took over 20 years.", "over 20 years", "DURATION", "P20Y", None),
    ("He spoke Tuesday evening.", "Tuesday evening", "TIME", "2015-03-10TEV", "2015-03-10"),
    ("He spoke last night.", "last night", "TIME", "2015-03-12TNI", "2015-03-12"),
    ("It starts at 10:30 p.m. sharp.", "10:30 p.m.", "TIME", "2015-03-13T22:30", "2015-03-13"),
    ("It closed yesterday.", "yesterday", "DATE", "2015-03-12", "2015-03-12"),
    ("It closed the day before yesterday.", "the day before yesterday", "DATE", "2015-03-11", None),
    ("It opens the day after tomorrow.", "the day after tomorrow", "DATE", "2015-03-15", None),
    ("It closed last Christmas.", "last Christmas", "DATE", "2014-12-25", None),
    ("It meets every other week.", "every other week", "SET", "P2W", None),
    ("It closed last week.", "last week", "DATE", "2015-W10", "2015-03-02/2015-03-08"),
    ("It closed at the end of the year.", "the end of the year", "DATE", "2015", "2015"),
    ("It closed three weeks ago.", "three weeks ago", "DATE", "2015-W08", None),
    ("It closed two years ago.", "two years ago", "DATE", "2013", "2013"),
    ("It closed a year and a half ago.", "a year and a half ago", "DATE", "2013-09", "2013-09"),
    ("It closed half a year ago.", "half a year ago", "DATE", "2014-09", "2014-09"),
    ("It closed a decade ago.", "a decade ago", "DATE", "2005", "2005"),
    ("It closed several months ago.", "several months ago", "DATE", "PAST_REF", "2014-06/2014-12"),
    ("It opens two days from now.", "two days from now", "DATE", "2015-03-15", "2015-03-15"),
    ("It fell on Easter Sunday 2012.", "Easter Sunday 2012", "DATE", "2012-04-08", "2012-04-08"),
    ("It fell on Palm Sunday.", "Palm Sunday", "DATE", "2015-03-29", "2015-03-29"),
    ("It fell on Veterans Day.", "Veterans Day", "DATE", "2014-11-11", "2014-11-11"),
    ("It fell on the Fourth of July.", "the Fourth of July", "DATE", "2014-07-04", "2014-07-04"),
    ("He died in December of 384.", "December of 384", "DATE", "0384-12", "0384-12"),
    ("It followed the Sept. 11 attacks.", "Sept. 11", "DATE", "2001-09-11", "2001-09-11"),
    ("He grew up after 9/11.", "9/11", "DATE", "2001-09-11", "2001-09-11"),
    ("It fell on Thanksgiving.", "Thanksgiving", "DATE", "2014-11-27", "2014-11-27"),
    ("It fell on Memorial Day 2011.", "Memorial Day 2011", "DATE", "2011-05-30", "2011-05-30"),
    ("It took 19 months.", "19 months", "DURATION", "P19M", None),
    ("It took two and a half years.", "two and a half years", "DURATION", "P2Y6M", None),
    ("It took 2 1/2 years.", "2 1/2 years", "DURATION", "P2Y6M", None),
    ("A 15-minute call.", "15-minute", "DURATION", "PT15M", None),
    ("It took twenty-four hours.", "twenty-four hours", "DURATION", "PT24H", None),
    ("It took the past few days.", "the past few days", "DURATION", "PXD", None),
    ("It took a couple of weeks.", "a couple of weeks", "DURATION", "P2W", None),
    ("It grew over the past decade.", "the past decade", "DURATION", "P10Y", None),
    ("It rained in recent weeks.", "recent weeks", "DURATION", "PXW", None),
    ("It lost money in the latest quarter.", "the latest quarter", "DATE", "2014-Q4", None),
    ("It may reopen as early as Wednesday.", "Wednesday", "DATE", "2015-03-18", None),
    ("On Thursday, the court will hear both.", "Thursday", "DATE", "2015-03-19", None),
    ("On Thursday, the court heard both.", "Thursday", "DATE", "2015-03-12", None),
    ("It meets every month.", "every month", "SET", "P1M", None),
    ("It meets on Tuesdays.", "Tuesdays", "SET", "XXXX-WXX-2", None),
    ("It is raining now.", "now", "DATE", "PRESENT_REF", None),
    ("It rained recently.", "recently", "DATE", "PAST_REF", None),
]


@pytest.mark.parametrize(("text", "words", "kind", "value", "edtf"), SINGLE, ids=str)
def test_an_expression_is_found_and_means(
    text: str, words: str, kind: str, value: str, edtf: str | None
) -> None:
    """The one expression of the sentence has this span, type, value and EDTF."""
    [found] = find_dates(text, PUBLISHED)
    assert (found.text, found.type, found.value) == (words, kind, value)
    assert edtf is None or found.edtf == edtf
    assert replay(found.proof) == value


SEVERAL = [
    ("At 12:20 p.m. local time on Wednesday it fell.", ["2015-03-11T12:20", "2015-03-11"]),
    ("It fell at 3 a.m. in Rome on May 3, 2011.", ["2011-05-03T03:00", "2011-05-03"]),
    ("It fell at 3 a.m., two days after Wednesday.", ["2015-03-13T03:00", "P2D", "2015-03-11"]),
    ("It ran from March to August 2011.", ["2011-03", "2011-08"]),
    ("It ran from 2001 to 2004.", ["2001", "2004"]),
    ("It ran 1914-18.", ["1914", "1918"]),
    ("It ran on May 3-5, 2011.", ["2011-05-03", "2011-05-05"]),
    ("It ran on 3 and 4 February 2011.", ["2011-02-03", "2011-02-04"]),
    ("He spoke on Monday and Tuesday.", ["2015-03-09", "2015-03-10"]),
    ("It opened on June 6, 2011. The next day it closed.", ["2011-06-06", "2011-06-07"]),
    ("It opened in June 2011. Three months later it closed.", ["2011-06", "2011-09"]),
    ("It opened in June 2011. In the same month it closed.", ["2011-06", "2011-06"]),
    ("It rose in the third quarter from a year earlier.", ["2014-Q3", "2013-Q3"]),
    ("On June 6, 2011 it opened. In August it closed.", ["2011-06-06", "2011-08"]),
    ("It burned on May 3, 2011. The very next day it closed.", ["2011-05-03", "2011-05-04"]),
    ("It opened in June 2011 and, in May that year, closed.", ["2011-06", "2011-05"]),
    ("Invited in July 2011, it will join on May 4.", ["2011-07", "2015-05-04"]),
    (
        "They will play Oslo in December, Lyon in January, Turin in March.",
        ["2015-12", "2016-01", "2016-03"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL, ids=str)
def test_expressions_lean_on_each_other(text: str, expected: list[str]) -> None:
    """Ranges, lists and references to an earlier date give these values."""
    assert [e.value for e in find_dates(text, PUBLISHED)] == expected


NONE = [
    "It fell (1620 UTC) into the sea.",
    "They may second the motion.",
    "They joined the March for Life.",
    "The average daily volume rose.",
    "It won 9/11 of the vote.",
    "They march on.",
    "They read the quarterly report.",
    "It cost $1990 in all.",
    "The man is 28 years old.",
    "A 22-year-old man fled.",
    "Call as soon as possible.",
    "Theresa May spoke.",
    "She sat in the sun.",
    "Flight 1949 was late.",
    "The fall of the city was long.",
    "The 60 Minutes report.",
    "They went to the Winter Games in the Summer Palace.",
]


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_time_is_left_alone(text: str) -> None:
    """Names, verbs, prices and ages are no time expressions."""
    assert find_dates(text, PUBLISHED) == ()


def test_a_happening_dated_elsewhere_anchors_a_distance() -> None:
    """The distance counts from the date another sentence gives the happening."""
    text = "She was elected in June 2013. Two months after her election, taxes rose."
    found = find_dates(text, PUBLISHED)[-1]
    assert (found.text, found.value) == ("Two months after her election", "2013-08")
    assert found.proof.anchor.kind is AnchorKind.EVENT


def test_later_than_something_undated_is_no_date() -> None:
    """A distance forward never counts from publication."""
    [found] = find_dates("Twenty years later he still sang.", PUBLISHED)
    assert (found.earliest, found.latest) == (None, None)


def test_a_distance_to_an_undated_happening_is_a_duration() -> None:
    """Without a date for the happening only its length is known."""
    [found] = find_dates("Two months after the quake, taxes rose.", PUBLISHED)
    assert (found.text, found.value) == ("Two months", "P2M")


def test_what_another_voice_said_counts_from_the_day_it_spoke() -> None:
    """Words quoted from another day are anchored on that day."""
    text = 'The mayor said on March 2 that it fell "two days ago".'
    found = find_dates(text, PUBLISHED)[-1]
    assert found.value == "2015-02-28"
    assert found.proof.anchor.kind is AnchorKind.SPEAKER


def test_a_year_above_counts_for_what_stands_below_it() -> None:
    """A date without a year takes that of the heading, until the next heading of a year."""
    text = "2012\n\nShe came on May 3 to sing.\n\n2013\n\nShe left on July 6 to rest."
    assert [e.value for e in find_dates(text, PUBLISHED)][1::2] == ["2012-05-03", "2013-07-06"]


def test_a_class_of_graduates_is_no_heading() -> None:
    """The year of a class in the first line says nothing about the days below it."""
    text = "Dear readers of the class of '98\n\nIt is May 30 already."
    assert find_dates(text, PUBLISHED)[-1].value == "2015-05-30"


def test_a_happening_that_came_later_does_not_name_the_day() -> None:
    """Before 2001 the Sept. 11 attack is one of the year."""
    [found] = find_dates("The Sept. 11 attack killed two.", "1998-10-01")
    assert found.value == "1998-09-11"
    assert replay(found.proof) == found.value


def test_a_post_with_a_date_of_its_own_counts_from_it() -> None:
    """In a slide or live-blog post that begins with a date, yesterday is the day before that."""
    text = "Harbour closed yesterday.\n\nJune 6, 2011 - It had opened yesterday, on Sunday."
    post = text.index("June")
    sections = (
        Section(SectionKind.BODY, 0, post),
        Section(SectionKind.SLIDESHOW, post, len(text), (Span(post, len(text)),)),
    )
    found = find_dates(text, PUBLISHED, sections=sections)
    assert [e.value for e in found] == ["2015-03-12", "2011-06-06", "2011-06-05", "2011-06-05"]
    assert found[2].proof.anchor.kind is AnchorKind.SECTION
    assert [replay(e.proof) for e in found] == [e.value for e in found]


def test_a_slide_goes_on_in_the_year_of_the_slide_before() -> None:
    """A month without a year in a slide is of the year the slides have told last."""
    text = "June 2011 - It opened.\nIn October it closed."
    second = text.index("In")
    sections = (
        Section(SectionKind.SLIDESHOW, 0, second, (Span(0, second),)),
        Section(SectionKind.SLIDESHOW, second, len(text), (Span(second, len(text)),)),
    )
    found = find_dates(text, PUBLISHED, sections=sections)
    assert [e.value for e in found] == ["2011-06", "2011-10"]


def test_a_narrative_is_anchored_on_what_it_mentioned_last() -> None:
    """Histories count from their own dates and never from publication."""
    text = "In 1863 the army marched. In July it won. The following month it rested."
    values = [e.value for e in find_dates(text, PUBLISHED, narrative=True)]
    assert values == ["1863", "1863-07", "1863-08"]


def test_no_expression_crosses_a_paragraph() -> None:
    """An empty line ends an expression."""
    assert [e.text for e in find_dates("in May\n\n3 men", PUBLISHED)] == ["May"]


def test_a_day_that_does_not_exist_is_none() -> None:
    """February has no thirtieth day in any year."""
    assert find_dates("on February 30, 2015", PUBLISHED) == ()


@pytest.mark.parametrize("language", ["fr", "und", "und-Cyrl"])
def test_nothing_is_read_in_a_language_without_rules(language: str) -> None:
    """Though the rules of another one would find something."""
    assert find_dates("Le 8 March 2021", "2021-03-09", language=language) == ()
    assert find_dates("Le 8 March 2021", "2021-03-09", language="en-GB") != ()

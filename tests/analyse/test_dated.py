"""Texts are read for a chronology: sentences, the days they name, copies."""

from __future__ import annotations

from datetime import date

from digest.analyse.dated import DatedReading, DatedText, following, read_texts

TUESDAY = date(2021, 3, 9)
FLOOD = (
    "Water entered the lower quarter of Port Alder on Monday night. "
    "Firefighters carried forty residents from their homes. "
    "Engineers will inspect the harbour wall on March 20."
)


def _read(text: str, published: date | None = TUESDAY) -> DatedReading:
    (reading,) = read_texts([DatedText("a", published, text)])
    return reading


def test_sentences_carry_the_days_they_name() -> None:
    """Days count from publication; a sentence without a day has none."""
    named = [sentence.days for sentence in _read(FLOOD).sentences]
    assert named == [(date(2021, 3, 8),), (), (date(2021, 3, 20),)]


def test_values_coarser_than_a_day_name_no_day() -> None:
    """A month or a year is no day of a chronology."""
    text = "The town rebuilt its harbour wall in May 2014 and widened it again in 2016."
    assert [sentence.days for sentence in _read(text).sentences] == [()]


def test_an_unknown_publication_leaves_full_dates() -> None:
    """Without a publication date only dates that give their year are resolved."""
    text = "The old wall broke on 3 May 1998. The lower quarter flooded again on Monday night."
    days = [sentence.days for sentence in _read(text, None).sentences]
    assert days == [(date(1998, 5, 3),), ()]


def test_a_sentence_belongs_to_the_first_text_that_has_it() -> None:
    """Copies published later are left with what they add, and known as copies."""
    later = FLOOD + " The mayor thanked the crews of three towns for their help."
    copy, first = DatedText("a", date(2021, 3, 10), later), DatedText("b", TUESDAY, FLOOD)
    original, cut = read_texts([copy, first])
    assert (original.text.id, original.copied, len(original.sentences)) == ("b", False, 3)
    assert (cut.text.id, cut.copied) == ("a", True)
    assert [later[s.span.start : s.span.end].split()[1] for s in cut.sentences] == ["mayor"]


def test_sentences_that_cannot_be_quoted_alone_are_marked() -> None:
    """Questions and scraps are not telling; one that opens with a pronoun leans."""
    text = (
        "Who will pay for the broken harbour wall of Port Alder? "
        "He promised the residents of the lower quarter new homes."
    )
    asked, promised = _read(text).sentences
    assert (asked.telling, asked.leaning) == (False, False)
    assert (promised.telling, promised.leaning) == (True, True)


def test_readers_comments_are_not_read() -> None:
    """What readers wrote below an article dates nothing."""
    text = FLOOD + "\nPosted by : Ada | March 1 , 2021 9:12 AM | The wall was old on March 2."
    assert len(_read(text).sentences) == 3


def test_a_page_stamp_names_no_day() -> None:
    """The hour at which a page was changed is no part of its first sentence."""
    stamp = "Page last updated at 11:24 GMT, Tuesday, 9 March 2021 "
    (sentence,) = _read(stamp + "Firefighters carried forty residents from their homes.").sentences
    assert (sentence.span.start, sentence.days) == (len(stamp), ())


def test_a_title_lends_its_words_to_the_topic() -> None:
    """The stems of a title count with those of the text."""
    (reading,) = read_texts([DatedText("a", None, FLOOD, title="Deluge")])
    assert "delug" in reading.stems


def test_following_skips_what_was_left_out() -> None:
    """Two sentences are neighbours only where they are so in the text."""
    middle = "Firefighters carried forty residents from their homes."
    early = DatedText("a", date(2021, 3, 1), middle)
    _, reading = read_texts([early, DatedText("b", TUESDAY, FLOOD)])
    assert [s.position for s in reading.sentences] == [0, 2]
    assert list(following(reading)) == []
    (whole,) = read_texts([DatedText("b", TUESDAY, FLOOD)])
    assert [(a.position, b.position) for a, b in following(whole)] == [(0, 1), (1, 2)]

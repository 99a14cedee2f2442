"""An edition shown: sources numbered by first citation, ids unique, nothing that could harm."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model.article import Published
from digest.model.attribution import Attribution, Speech
from digest.model.edition import Change, Citation, CitedSentence, LedgerLine, Period, Story
from digest.publish.tail import split_tail
from digest.publish.view import view
from digest.publish.wordings import FIRST_EDITION, NO_CHANGE, period_words, published_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.model.edition import Edition


def texts(value: object) -> Iterator[str]:
    """Yield every string within a value of dataclasses and tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in {"settings", "lead", "tail"}:  # they are parts of `text`
                yield from texts(getattr(value, field.name))


def second_source(edition: Edition) -> Edition:
    """Return `edition` with a source put first that only its last sentence cites."""
    first = edition.sources[0]
    other = replace(first, article="b-2", title="Quay shut", outlet="The Herald", url=None)
    story = edition.stories[0]
    last = story.sentences[-1]
    cited = replace(last, citations=(*last.citations, Citation("b-2", 1, 0, 5, "supports")))
    stories = (replace(story, sentences=(*story.sentences[:-1], cited)),)
    return replace(edition, sources=(other, first), stories=stories)


def test_sources_are_numbered_in_order_of_first_citation(edition: Edition) -> None:
    """The first source a reader meets is number 1, whatever the order they are stored in."""
    shown = view(second_source(edition))
    assert [(s.number, s.name) for s in shown.sources] == [
        (1, "Example Gazette"),
        (2, "The Herald"),
    ]
    cites = shown.stories[0].sentences[-1].cites
    assert [(c.number, c.anchor, c.verbatim) for c in cites] == [
        (1, "source-1", True),
        (2, "source-2", False),
    ]
    assert cites[0].title == "Source 1: Example Gazette, 8 March 2021"


def test_two_places_in_one_source_are_one_cite(edition: Edition) -> None:
    """A passage that stands twice in an article shows that article's number once."""
    sentence = edition.key_points[0]
    twice = CitedSentence(sentence.text, (*sentence.citations, Citation("a-1", 1, 0, 9)))
    shown = view(replace(edition, key_points=(twice,)))
    assert [c.number for c in shown.key_points[0].cites] == [1]


def test_every_id_stands_once(edition: Edition) -> None:
    """The same sentence twice in an edition still has two ids."""
    story = edition.stories[0]
    doubled = replace(story, sentences=story.sentences * 2)
    shown = view(replace(edition, stories=(doubled,), timeline=edition.timeline * 2))
    ids = [s.id for s in shown.stories[0].sentences] + [e.id for e in shown.timeline + shown.watch]
    assert len(ids) == len(set(ids)) == 12


def test_a_sentence_keeps_its_id_when_others_come(edition: Edition) -> None:
    """A permalink names the passage, not its place in the list."""
    story = edition.stories[0]
    turned = replace(story, sentences=story.sentences[::-1])
    before = {s.text: s.id for s in view(edition).stories[0].sentences}
    after = {s.text: s.id for s in view(replace(edition, stories=(turned,))).stories[0].sentences}
    assert before == after


def test_the_future_stands_apart(edition: Edition) -> None:
    """What is announced is to watch; what happened is the timeline."""
    shown = view(edition)
    assert [e.when for e in shown.timeline] == ["November 2011", "1 March 2021", "8 March 2021"]
    assert [e.when for e in shown.watch] == ["April 2021"]
    assert shown.stories[0].timeline == shown.timeline
    assert not shown.loose


def test_an_entry_of_no_story_is_loose(edition: Edition) -> None:
    """An entry whose story is unknown is not lost."""
    lost = replace(edition.timeline[0], story="gone")
    shown = view(replace(edition, timeline=(lost, *edition.timeline[1:])))
    assert [e.when for e in shown.loose] == ["November 2011"]


def test_a_conflict_shows_both_voices(edition: Edition) -> None:
    """Who says which date, in which words, said when."""
    claims = view(edition).timeline[1].claims
    assert [(c.by, c.when, c.words, c.said_on) for c in claims] == [
        ("The Courier", "1 March 2021", "March 1", None),
        ("the Herald", "3–6 March 2021", "a few days ago", "8 March 2021"),
    ]


def test_dates_coarser_than_a_day_are_approximate(edition: Edition) -> None:
    """Only a day is exact; a month is a datetime of HTML, a range is none."""
    entries = view(edition).timeline
    assert [(e.approx, e.datetime) for e in entries] == [
        (True, "2011-11"),
        (False, "2021-03-01"),
        (False, "2021-03-08"),
    ]
    ranged = replace(edition.timeline[0], edtf="2021-03-03/2021-03-06")
    entry = view(replace(edition, timeline=(ranged,))).timeline[0]
    assert (entry.approx, entry.datetime, entry.when) == (True, None, "3–6 March 2021")


def test_changes_are_said_plainly(vary: Callable[..., Edition]) -> None:
    """First edition, no change and changes are three different things."""
    assert view(vary(changes=None)).changes_note == FIRST_EDITION
    assert view(vary(changes=())).changes_note == NO_CHANGE
    shown = view(vary(changes=(Change("disputed", "The date of the gusts", "s-1"),)))
    assert shown.changes_note is None
    assert [(c.label, c.story) for c in shown.changes] == [("Disputed", "story-s-1")]


def test_the_ledger_is_counted_by_reason(vary: Callable[..., Edition]) -> None:
    """How many passages and characters, the commonest reason first."""
    lines = [LedgerLine("a-1", 1, n, n + 5, "over length") for n in range(3)]
    shown = view(vary(ledger=(LedgerLine("a-1", 1, 0, 9, "furniture"), *lines)))
    assert [(c.reason, c.passages, c.characters) for c in shown.ledger] == [
        ("over length", 3, 15),
        ("furniture", 1, 9),
    ]


def test_a_script_link_is_never_shown(edition: Edition) -> None:
    """A source whose address may not be followed has none."""
    source = replace(edition.sources[0], url="javascript:alert(1)", outlet=None)
    shown = view(replace(edition, sources=(source,))).sources[0]
    assert (shown.url, shown.host) == (None, None)
    assert shown.name == "Storm closes the harbour"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the fixture is frozen
@given(text=st.text())
def test_no_part_of_a_view_holds_a_control_character(edition: Edition, text: str) -> None:
    """Whatever titles, texts, outlets, voices and brands hold, templates see safe text."""
    hostile = f"{text}\x00\x1b\ud800\u202e{text}"
    source = replace(edition.sources[0], title=hostile, outlet=hostile, authors=(hostile,))
    entry = edition.timeline[1]
    claims = tuple(replace(c, by=hostile, words=hostile) for c in entry.conflict)
    proof = replace(entry.proof, words=hostile)
    shown = view(
        replace(
            edition,
            title=hostile,
            sources=(source,),
            stories=(replace(edition.stories[0], title=hostile),),
            timeline=(replace(entry, text=hostile, conflict=claims, proof=proof),),
            settings=replace(edition.settings, brand=hostile),
        )
    )
    for shown_text in texts(shown):
        assert not any(c in shown_text for c in "\x00\x1b\ud800")
        assert shown_text.count("\u202e") <= shown_text.count("\u202c")


@given(st.text(min_size=1))
def test_a_split_loses_nothing(text: str) -> None:
    """Lead and tail are the text; the tail is never longer than a line of the narrowest column."""
    lead, tail = split_tail(text)
    assert lead + tail == text
    assert len(tail) <= 24


def test_a_source_without_spaces_splits_before_its_end() -> None:
    """A Chinese sentence is one word to a program; it must still break across lines."""
    assert split_tail("美国国防官员周一晚间证实，伊朗空军正在伊拉克境内轰炸目标。")[1] == "标。"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(date(2021, 3, 8), date(2021, 3, 8)), "8 March 2021"),
        (Period(date(2021, 3, 1), date(2021, 3, 8)), "1–8 March 2021"),
        (Period(date(2021, 3, 1), None), "1 March 2021"),
        (Period(None, None), "undated articles"),
    ],
)
def test_a_period_reads_as_its_days(period: Period, words: str) -> None:
    """One day, a range, and no dates at all."""
    assert period_words(period) == words


@pytest.mark.parametrize(
    ("published", "words"),
    [
        (Published("2021-03-08", "day", "given"), "8 March 2021"),
        (Published("2021-03", "month", "metadata"), "March 2021"),
        (Published("2021-03-08", "day", "inferred"), "8 March 2021 (inferred)"),
        (Published("2021-03-08T14:05:00+02:00", "minute", "given"), "8 March 2021, 14:05 +02:00"),
        (Published("2021-03-08T14:05:00Z", "second", "given"), "8 March 2021, 14:05 UTC"),
        (Published(None, None, "unknown"), "date unknown"),
    ],
)
def test_a_publication_date_says_how_well_it_is_known(published: Published, words: str) -> None:
    """Precision, offset and origin show."""
    assert published_words(published) == words


def test_the_next_edition_is_named_when_it_is_due(vary: Callable[..., Edition]) -> None:
    """The next edition carries its time zone; an as-of at midnight stands for its day."""
    shown = view(vary(next_due=datetime(2021, 3, 9, 6, 30, tzinfo=UTC)))
    assert shown.as_of == "8 March 2021"
    assert shown.next_due == "9 March 2021, 06:30 UTC"


def test_a_sentence_has_the_language_of_its_source(edition: Edition) -> None:
    """A Persian sentence in an English edition is marked as Persian, and runs right to left."""
    source = replace(edition.sources[0], language="fa")
    sentence = CitedSentence("باراک اوباما تلفنی گفت‌وگو کرد.", (Citation("a-1", 1, 0, 5),))
    story = Story("s-1", "گفت‌وگو", (sentence,), ("a-1",), "fa")
    shown = view(replace(edition, sources=(source,), stories=(story,))).stories[0]
    assert (shown.lang, shown.dir) == ("fa", "rtl")
    assert (shown.sentences[0].lang, shown.sentences[0].dir) == ("fa", "rtl")


def test_a_key_point_carries_the_date_of_its_timeline_entry(edition: Edition) -> None:
    """A bare weekday tells nothing a week later: the date found for the same words is shown."""
    shown = view(edition)
    (point,) = shown.key_points
    assert point.text.startswith("The harbour was closed on Monday")
    assert point.when == "8 March 2021"
    assert [s.when for s in shown.stories[0].sentences] == [None, None]
    undated = view(replace(edition, timeline=()))
    assert undated.key_points[0].when is None


def test_sentences_carry_their_day_where_one_timeline_tells_of_all(
    edition: Edition, vary: Callable[..., Edition]
) -> None:
    """Far from its entry "on Monday" needs a date; a story's own timeline stands beside it."""
    story = edition.stories[0]
    dated = replace(story, sentences=(replace(story.sentences[0], on="2021-03-08"),))
    many = tuple(replace(dated, id=f"s-{n}") for n in range(4))
    assert [s.when for t in view(vary(stories=many)).stories for s in t.sentences] == [
        "8 March 2021"
    ] * 4
    few = view(vary(stories=many[:1])).stories
    assert [s.when for t in few for s in t.sentences] == [None]


def test_voices_to_beware_of_are_marked(edition: Edition, vary: Callable[..., Edition]) -> None:
    """An unnamed voice is labelled; a named one says who it is itself."""
    story = edition.stories[0]
    first, second = story.sentences[:2]
    unnamed = replace(first, attribution=Attribution(Speech.ANONYMOUS, "an official"))
    named = replace(second, attribution=Attribution(Speech.PARAPHRASE, "Ines Okafor"))
    shown = view(vary(stories=(replace(story, sentences=(unnamed, named)),)))
    assert [s.voice for s in shown.stories[0].sentences] == ["unnamed source", None]


def test_many_stories_share_one_timeline(edition: Edition) -> None:
    """From four stories on, entries stand in one timeline and still name their story."""
    stories = tuple(replace(edition.stories[0], id=f"s-{n}") for n in range(1, 5))
    shown = view(replace(edition, stories=stories))
    assert [s.timeline for s in shown.stories] == [()] * 4
    assert shown.loose_title == "Timeline"
    assert len(shown.loose) + len(shown.loose_watch) == len(edition.timeline)
    assert {e.story for e in shown.loose} == {shown.stories[0].id}
    few = view(replace(edition, stories=stories[:3]))
    assert few.stories[0].timeline
    assert not few.loose

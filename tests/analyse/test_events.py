"""Sentences and their dates become events."""

from __future__ import annotations

import hashlib

import pytest

from digest.analyse.events import find_events
from digest.model.article import Article, Published, Section, SectionKind, Sentence, Span
from digest.model.edtf import extent
from digest.model.event import (
    Anchor,
    AnchorKind,
    Event,
    Modality,
    Proof,
    TimeExpression,
    TimexType,
)

PUBLISHED = Published("2021-03-08", "day", "given")
_DAY = Anchor(AnchorKind.PUBLISHED, "2021-03-08")


def _dated(
    text: str,
    words: str,
    edtf: str | None,
    kind: TimexType = "DATE",
    anchor: Anchor = _DAY,
) -> TimeExpression:
    start = text.index(words)
    found = extent(edtf) if edtf else None
    return TimeExpression(
        start=start,
        end=start + len(words),
        text=words,
        type=kind,
        value=edtf or "P1D",
        proof=Proof("test", anchor, "literal", None, None, words),
        edtf=edtf,
        earliest=found.earliest if found else None,
        latest=found.latest if found else None,
    )


def _events(text: str, *expressions: TimeExpression, language: str = "en") -> tuple[Event, ...]:
    whole = Span(0, len(text))
    article = Article(
        id="a-1",
        version=1,
        title="T",
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        published=PUBLISHED,
        sections=(Section(SectionKind.BODY, 0, len(text), (whole,)),),
        language=language,
    )
    return find_events(article, [Sentence(0, len(text), 0, 0)], expressions)


def _modality(text: str, words: str, edtf: str) -> list[Modality]:
    return [e.modality for e in _events(text, _dated(text, words, edtf))]


def test_a_dated_sentence_is_an_event() -> None:
    """The plain case: what happened, and when."""
    text = "The quay was closed on Monday."
    (event,) = _events(text, _dated(text, "Monday", "2021-03-08"))
    assert (event.expression.edtf, event.modality) == ("2021-03-08", Modality.FACT)


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("Both have had no ties since 1987.", "1987", "1987"),
        ("It was the biggest strike since the early spring.", "spring", "2020-21"),
        ("The quay stays shut until Friday.", "Friday", "2021-03-12"),
        ("It is not like it was in 2004, she said.", "2004", "2004"),
        ("The fleet is larger than in 2004.", "2004", "2004"),
        ("The 2010 cup final was shown again.", "2010", "2010"),
        ("Ships of the 1970s were smaller.", "1970s", "197X"),
    ],
)
def test_a_state_a_comparison_or_a_name_is_no_event(text: str, words: str, edtf: str) -> None:
    """A date that only frames the sentence does not date it."""
    assert _modality(text, words, edtf) == []


def test_a_duration_dates_nothing() -> None:
    """A 15-minute call has no date by that."""
    text = "The 15-minute call ended the freeze."
    assert _events(text, _dated(text, "15-minute", None, "DURATION")) == ()


@pytest.mark.parametrize(
    ("text", "words", "edtf", "modality"),
    [
        ("Talks are set to resume this month.", "this month", "2021-03", Modality.FUTURE),
        ("She will speak in April.", "April", "2021-04", Modality.FUTURE),
        ("Work resumed in April.", "April", "2021-04", Modality.FUTURE),
        ("He would have sailed on Monday.", "Monday", "2021-03-08", Modality.HYPOTHETICAL),
        ("He did not sail on Monday.", "Monday", "2021-03-08", Modality.NEGATED),
        ("She said on Monday that ships will sail.", "Monday", "2021-03-08", Modality.FACT),
        ("He was set to sail in June 2019.", "June 2019", "2019-06", Modality.FACT),
    ],
)
def test_the_clause_tells_the_modality(
    text: str, words: str, edtf: str, modality: Modality
) -> None:
    """Plans lie ahead, conditions and denials are marked; a cue in another clause is none."""
    assert _modality(text, words, edtf) == [modality]


def test_each_distinct_date_of_a_sentence_is_an_event_once() -> None:
    """Two dates give two events, the same date twice gives one."""
    text = "They left in May 2020, docked that month, and sailed on July 3, 2020."
    found = _events(
        text,
        _dated(text, "May 2020", "2020-05"),
        _dated(text, "that month", "2020-05"),
        _dated(text, "July 3, 2020", "2020-07-03"),
    )
    assert [e.expression.edtf for e in found] == ["2020-05", "2020-07-03"]


@pytest.mark.parametrize(
    "text",
    [
        "It released the papers on the Friday attack.",
        "It was an answer to Friday's attack on the port.",
        "He left after the wall broke on Friday.",
        "She praised the captain, whom she met on Friday.",
    ],
)
def test_a_date_of_what_is_only_named_stands_aside(text: str) -> None:
    """The date of a noun or of a subordinate clause is not that of what is told."""
    (event,) = _events(text, _dated(text, "Friday", "2021-03-12"))
    assert event.aside


@pytest.mark.parametrize(
    "text",
    ["After the storm, the wall broke on Friday.", "The wall broke on the Friday of the storm."],
)
def test_a_date_of_what_is_told_does_not_stand_aside(text: str) -> None:
    """A clause that is over has no bearing on it, nor has what "of" joins."""
    (event,) = _events(text, _dated(text, "Friday", "2021-03-12"))
    assert not event.aside


def test_voices_that_date_a_thing_differently_are_claims() -> None:
    """Both claims are kept with who said which and when; the most precise dates the event."""
    text = (
        "The papers differ, with Marine Weekly dating the photograph to March 1 and the Herald "
        'saying on March 5 that it was from "a few days ago."'
    )
    spoken = _dated(text, "March 5", "2021-03-05")
    vague = _dated(
        text,
        "a few days ago",
        "2021-02-28/2021-03-03",
        anchor=Anchor(AnchorKind.SPEAKER, "2021-03-05", Span(spoken.start, spoken.end)),
    )
    (event,) = _events(text, _dated(text, "March 1", "2021-03-01"), spoken, vague)
    assert event.expression.edtf == "2021-03-01"
    assert [(c.by, c.expression.edtf, c.said_on) for c in event.claims] == [
        ("Marine Weekly", "2021-03-01", None),
        ("the Herald", "2021-02-28/2021-03-03", "2021-03-05"),
    ]


def test_two_voices_on_two_things_are_no_quarrel() -> None:
    """Without a word of disagreement or dating, two dates are two events."""
    text = "Ada said she sailed on March 1 and Bo said he sailed on March 5."
    found = _events(
        text, _dated(text, "March 1", "2021-03-01"), _dated(text, "March 5", "2021-03-05")
    )
    assert [(e.expression.edtf, e.claims) for e in found] == [
        ("2021-03-01", ()),
        ("2021-03-05", ()),
    ]


def test_a_language_without_cues_still_has_dated_facts() -> None:
    """Nothing is guessed about modality where the words are not known."""
    text = "Le quai est fermé depuis lundi."
    (event,) = _events(text, _dated(text, "lundi", "2021-03-08"), language="fr")
    assert event.modality is Modality.FACT

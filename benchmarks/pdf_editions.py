"""Editions of any length, made by rule: cited sentences and a timeline, the same ones each time."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from digest.model.article import Published
from digest.model.edition import Citation, CitedSentence, Edition, Period, Source, Story
from digest.model.edition import TimelineEntry as Entry
from digest.model.event import Anchor, AnchorKind, Proof
from digest.model.settings import Settings
from digest.text.attribution import find_attribution

SENTENCES = 8
"""Sentences a story, of which every second one is an entry of the timeline too."""
WORDS_A_STORY = 351
"""What a story of 8 sentences and 4 entries comes to, less than a word off."""
_FIRST = date(2015, 1, 5)
_NAMES = ("Okafor", "Lindqvist", "Haddad", "Moreau", "Tanaka", "Costa", "Novak", "Brandt", "Silva")
_DOERS = ("council", "harbour office", "ministry", "court", "ferry company", "union", "hospital")
_DEEDS = ("approved", "delayed", "rejected", "announced", "inspected", "withdrew", "published")
_THINGS = ("the new timetable", "a plan for the northern quay", "its report on the storm of spring")
_ENDS = (
    "after a meeting that lasted until late in the evening and ended without any vote at all",
    "although residents of the old town had asked for more time to study all of the figures",
    "because the cost of repairs had risen by a third since the first estimate was published",
)


def edition(words: int) -> Edition:
    """Return an edition whose sentences and entries hold about `words` words together."""
    stories, entries, sources = [], [], []
    for number in range(max(1, round(words / WORDS_A_STORY))):
        story, own, source = _story(number)
        stories.append(story)
        entries += own
        sources.append(source)
    last = datetime.fromisoformat(sources[-1].published.value or "").replace(tzinfo=UTC)
    return Edition(
        digest="bench",
        number=1,
        key="manual:bench",
        as_of=last,
        period=Period(_FIRST, last.date()),
        next_due=last + timedelta(days=1),
        language="en",
        title="The harbour of Port Alder",
        settings=Settings(stories=len(stories)),
        stories=tuple(stories),
        key_points=tuple(s.sentences[0] for s in stories[:4]),
        timeline=tuple(entries),
        sources=tuple(sources),
        changes=None,
        ledger=(),
    )


def counted(made: Edition) -> int:
    """Return how many words the sentences and entries of an edition hold."""
    told = [sentence.text for story in made.stories for sentence in story.sentences]
    return sum(len(text.split()) for text in (*told, *(entry.text for entry in made.timeline)))


def _story(number: int) -> tuple[Story, list[Entry], Source]:
    day = _FIRST + timedelta(days=number)
    name = f"a-{number}"
    texts = [_sentence(number, part, day) for part in range(SENTENCES)]
    text = " ".join(texts)
    sentences, entries, start = [], [], 0
    for part, told in enumerate(texts):
        end = start + len(told)
        voice = find_attribution(told, "en")
        sentences.append(CitedSentence(told, (Citation(name, 1, start, end),), voice))
        if part % 2:
            proof = _proof(day)
            cited = Citation(name, 1, start, end, "verbatim", proof)
            entries.append(
                Entry(
                    id=f"e-{number}-{part}",
                    edtf=day.isoformat(),
                    earliest=day,
                    latest=day,
                    text=told,
                    citations=(cited,),
                    proof=proof,
                    future=False,
                    story=f"s-{number}",
                    attribution=voice,
                )
            )
        start = end + 1
    source = Source(
        article=name,
        version=1,
        title=f"Port Alder, report {number + 1}",
        url=f"https://news.example.org/{number}",
        outlet=f"The {_NAMES[number % len(_NAMES)]} Gazette",
        authors=(),
        language="en",
        published=Published(day.isoformat(), "day", "given"),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
    )
    title = f"{_DOERS[number % 7].capitalize()} of Port Alder {_DEEDS[number % 5]} a plan"
    return Story(f"s-{number}", title, tuple(sentences), (name,)), entries, source


def _sentence(number: int, part: int, day: date) -> str:
    mark = number * SENTENCES + part
    return (
        f"The {_DOERS[mark % 7]} of {_NAMES[mark % 9]} {_DEEDS[mark % 7]} {_THINGS[mark % 3]} "
        f"on {day:%A}, {_ENDS[mark % 3]}."
    )


def _proof(day: date) -> Proof:
    anchor = Anchor(AnchorKind.PUBLISHED, day.isoformat())
    return Proof("weekday", anchor, "weekday", 0, "day", f"on {day:%A}")

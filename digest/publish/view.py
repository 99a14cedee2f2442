"""An edition as templates read it: sources numbered, dates worded, links checked."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from digest.model.edition import TimelineEntry
from digest.publish.corrections import correction_views
from digest.publish.left_out import left_out
from digest.publish.numbering import numbered_sources, source_name
from digest.publish.proofs import is_derived, proof_sentence
from digest.publish.safe import direction, host_of, safe_text, safe_url
from digest.publish.shown import (
    ChangeView,
    Cite,
    Claim,
    EditionView,
    Entry,
    LedgerCount,
    Sentence,
    SourceView,
    StoryView,
    Taken,
)
from digest.publish.wordings import (
    CHANGE_KINDS,
    FIRST_EDITION,
    NO_CHANGE,
    approximate,
    count_words,
    datetime_attribute,
    moment_words,
    named_words,
    period_words,
    published_words,
    voice_words,
    when,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.model.edition import (
        Citation,
        CitedSentence,
        ConflictClaim,
        Edition,
        Source,
        Story,
    )

    Place = tuple[str, int]

__all__ = [
    "ChangeView",
    "Cite",
    "Claim",
    "EditionView",
    "Entry",
    "LedgerCount",
    "Sentence",
    "SourceView",
    "StoryView",
    "Taken",
    "split_tail",
    "view",
]

# The end of a sentence that must not part from its citations: one word, but never more than fits
# in the narrowest column; of scripts without spaces the last two characters.
_LONGEST_TAIL = 24
_SHORT_TAIL = 2
_NOT_AN_ID = re.compile(r"[^A-Za-z0-9_-]+")
_MARK_LENGTH = 10
_OWN_TIMELINES = 3
"""Up to so many stories show a timeline each; beyond, one timeline tells of all of them, so that
a briefing of twelve stories is no patchwork of axes with two dots."""
_NAMED_SOURCES = 2
_WIDE = frozenset("WF")
_NO_BREAK = "\u00a0"


def view(edition: Edition) -> EditionView:
    """Return what templates show of `edition`; a pure function."""
    return _Viewer(edition).view()


def split_tail(text: str) -> tuple[str, str]:
    """Return `text` in two parts: the second, the last word, is to stay whole on its line.

    Of writing without spaces, and of very long words, it is the last signs alone.
    """
    lead, space, tail = text.rpartition(" ")
    if len(tail) > _LONGEST_TAIL or any(east_asian_width(sign) in _WIDE for sign in tail):
        return text[:-_SHORT_TAIL], text[-_SHORT_TAIL:]
    return lead + space, tail


class _Viewer:
    """The numbering of one edition's sources and ids, shared by all its parts."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.sources: dict[Place, Source] = {(s.article, s.version): s for s in edition.sources}
        self.numbers = numbered_sources(edition)
        self.ids: Counter[str] = Counter()
        self.taken: defaultdict[Place, list[Taken]] = defaultdict(list)
        self.days = {
            (c.article, c.version, c.start): when(e.edtf)
            for e in edition.timeline
            for c in e.citations
            if c.kind == "verbatim"
        }
        self.joint = len(edition.stories) > _OWN_TIMELINES
        self.story_ids = {story.id: f"story-{_id_part(story.id)}" for story in edition.stories}

    def view(self) -> EditionView:
        edition = self.edition
        key_points = tuple(self.sentence(s, "key") for s in edition.key_points)
        entries = tuple(self.entry(e) for e in edition.timeline)
        joint = self.joint
        own = () if joint else entries
        stories = tuple(
            self.story(number, story, own) for number, story in enumerate(edition.stories, 1)
        )
        loose = entries if joint else tuple(e for e in entries if e.story is None)
        changes, note = self.changes()
        return EditionView(
            title=safe_text(edition.title),
            lang=edition.language,
            dir=direction(edition.title),
            brand=safe_text(edition.settings.brand),
            digest=edition.digest,
            number=edition.number,
            as_of=moment_words(edition.as_of),
            as_of_datetime=edition.as_of.isoformat(),
            as_of_day=edition.as_of.date(),
            period=period_words(edition.period) if edition.sources else "no new article",
            next_due=moment_words(edition.next_due) if edition.next_due else None,
            next_due_datetime=edition.next_due.isoformat() if edition.next_due else None,
            facts=(
                count_words(len(stories), "story", "stories"),
                count_words(len(entries), "dated event"),
                count_words(len(edition.sources), "source"),
            ),
            key_points=key_points,
            stories=stories,
            timeline=tuple(e for e in entries if not e.future),
            watch=tuple(e for e in entries if e.future),
            loose=tuple(e for e in loose if not e.future),
            loose_watch=tuple(e for e in loose if e.future),
            loose_title="Timeline" if joint or not stories else "Further events",
            changes=changes,
            changes_note=note,
            sources=self.source_views(),
            ledger=left_out(edition),
            settings=edition.settings,
            corrections=correction_views(edition),
            revision=edition.revision,
        )

    def sentence(
        self, cited: CitedSentence | TimelineEntry, prefix: str, own: str = ""
    ) -> Sentence:
        text = safe_text(cited.text)
        first = next((c for c in cited.citations if c.kind == "verbatim"), cited.citations[0])
        lead, tail = split_tail(text)
        sentence = Sentence(
            id=own or self.unique(f"{prefix}-{_mark(first)}"),
            text=text,
            lead=lead,
            tail=tail,
            lang=self.language(first),
            dir=direction(text),
            cites=self.cites(cited.citations),
            when=self.when(cited, first, prefix),
            voice=voice_words(cited.attribution),
        )
        for place in dict.fromkeys((c.article, c.version) for c in cited.citations):
            if prefix != "key":
                self.taken[place].append(Taken(sentence.id, text, sentence.lang, sentence.dir))
        return sentence

    def when(
        self, cited: CitedSentence | TimelineEntry, first: Citation, prefix: str
    ) -> str | None:
        """Return the date to show with a sentence, None where it says enough or an entry does.

        Where one timeline tells of all stories, theirs say themselves what "yesterday" was.
        """
        on = None if isinstance(cited, TimelineEntry) else cited.on
        if prefix == "key":
            known = self.days.get((first.article, first.version, first.start))
            return known or (when(on) if on else None)
        return when(on) if on and self.joint else None

    def language(self, citation: Citation) -> str:
        source = self.sources.get((citation.article, citation.version))
        return source.language if source else self.edition.language

    def cites(self, citations: Iterable[Citation]) -> tuple[Cite, ...]:
        """Return one cite for each source, in order; verbatim where any citation of it is."""
        verbatim: dict[Place, bool] = {}
        for citation in citations:
            place = (citation.article, citation.version)
            verbatim[place] = verbatim.get(place, False) or citation.kind == "verbatim"
        return tuple(
            Cite(self.numbers[place], f"source-{self.numbers[place]}", self.label(place), said)
            for place, said in sorted(verbatim.items(), key=lambda item: self.numbers[item[0]])
            if place in self.numbers
        )

    def label(self, place: Place) -> str:
        source = self.sources[place]
        day = published_words(source.published)
        return f"Source {self.numbers[place]}: {source_name(source)}, {day}"

    def entry(self, entry: TimelineEntry) -> Entry:
        own = self.unique(f"event-{_id_part(entry.id)}")
        hows = dict.fromkeys(
            [proof_sentence(entry.proof, entry.edtf)]
            + [proof_sentence(c.proof, entry.edtf) for c in entry.citations if c.proof]
        )
        return Entry(
            id=own,
            edtf=entry.edtf,
            when=when(entry.edtf),
            datetime=datetime_attribute(entry.edtf),
            approx=approximate(entry.edtf),
            future=entry.future,
            earliest=entry.earliest,
            latest=entry.latest,
            story=self.story_ids.get(entry.story) if entry.story else None,
            sentence=self.sentence(entry, "event", own),
            claims=tuple(self.claim(c) for c in entry.conflict),
            hows=tuple(hows),
            derived=is_derived(entry.proof),
            independent=entry.independent,
        )

    def claim(self, claim: ConflictClaim) -> Claim:
        proof = claim.citation.proof
        return Claim(
            by=safe_text(claim.by),
            when=when(claim.edtf),
            earliest=claim.earliest,
            latest=claim.latest,
            words=safe_text(claim.words),
            said_on=when(claim.said_on) if claim.said_on else None,
            how=proof_sentence(proof, claim.edtf) if proof else "",
            cites=self.cites((claim.citation,)),
        )

    def story(self, number: int, story: Story, entries: Iterable[Entry]) -> StoryView:
        own = self.story_ids[story.id]
        mine = [e for e in entries if e.story == own]
        title = safe_text(story.title)
        return StoryView(
            id=own,
            number=number,
            title=title,
            lang=story.language,
            dir=direction(title),
            sentences=tuple(self.sentence(s, "sentence") for s in story.sentences),
            timeline=tuple(e for e in mine if not e.future),
            watch=tuple(e for e in mine if e.future),
            sources=self.story_sources(story),
            names=named_words(story.names),
        )

    def story_sources(self, story: Story) -> str:
        """Return outlet and day (on one line) of a story's articles, their number where many."""
        own = [s for place, s in self.sources.items() if place[0] in story.articles]
        named = dict.fromkeys(
            f"{source_name(s)}, {published_words(s.published).replace(' ', _NO_BREAK)}" for s in own
        )
        known = all(s.outlet or safe_url(s.url) for s in own)
        if not known or not 0 < len(named) <= _NAMED_SOURCES:
            return count_words(len(story.articles), "source")
        return "; ".join(named)

    def changes(self) -> tuple[tuple[ChangeView, ...], str | None]:
        if self.edition.changes is None:
            return (), FIRST_EDITION
        if not self.edition.changes:
            return (), NO_CHANGE
        rows = (
            ChangeView(
                kind=change.kind,
                label=CHANGE_KINDS[change.kind],
                text=safe_text(change.text),
                dir=direction(change.text),
                story=self.story_ids.get(change.story) if change.story else None,
            )
            for change in self.edition.changes
        )
        return tuple(rows), None

    def source_views(self) -> tuple[SourceView, ...]:
        ordered = sorted(self.numbers.items(), key=lambda item: item[1])
        return tuple(self.source(place, number) for place, number in ordered)

    def source(self, place: Place, number: int) -> SourceView:
        source = self.sources[place]
        title = safe_text(source.title)
        url = safe_url(source.url)
        return SourceView(
            number=number,
            anchor=f"source-{number}",
            title=title,
            name=source_name(source),
            outlet=safe_text(source.outlet) if source.outlet else None,
            authors=tuple(safe_text(a) for a in source.authors),
            lang=source.language,
            dir=direction(title),
            date=published_words(source.published),
            datetime=source.published.value,
            reasons=tuple(safe_text(r) for r in source.published.reasons),
            url=url,
            host=host_of(url),
            sha256=source.sha256,
            taken=tuple(self.taken[place]),
        )

    def unique(self, wanted: str) -> str:
        """Return `wanted`, numbered from its second use on: ids stand once in a document."""
        self.ids[wanted] += 1
        count = self.ids[wanted]
        return wanted if count == 1 else f"{wanted}-{count}"


def _mark(citation: Citation) -> str:
    """Return a short mark that the same passage of the same version always gets."""
    named = f"{citation.article}\n{citation.version}\n{citation.start}\n{citation.end}"
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK_LENGTH]


def _id_part(identifier: str) -> str:
    return _NOT_AN_ID.sub("-", identifier)

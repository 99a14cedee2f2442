"""Cited sentences as templates read them: numbered sources, ids that stand once in a document."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from digest.model.edition import TimelineEntry
from digest.publish.numbering import numbered_sources, source_name
from digest.publish.safe import direction, safe_text
from digest.publish.shown import Cite, Sentence, Taken
from digest.publish.tail import split_tail
from digest.publish.wordings import published_words, voice_words, when

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.model.edition import Citation, CitedSentence, Edition, Source

    Place = tuple[str, int]

KEY = "key"
"""What the ids of key points begin with: they are told again in their stories."""

_NOT_AN_ID = re.compile(r"[^A-Za-z0-9_-]+")
_MARK_LENGTH = 10


class Sayings:
    """The numbering of one edition's sources and ids, shared by all its parts.

    `joint` tells whether one timeline tells of all stories. `taken` are the sentences shown so
    far, each where it stands first, by the article and version that they were taken from.
    """

    def __init__(self, edition: Edition, *, joint: bool) -> None:
        """Begin with nothing shown."""
        self.edition = edition
        self.joint = joint
        self.sources: dict[Place, Source] = {(s.article, s.version): s for s in edition.sources}
        self.numbers = numbered_sources(edition)
        self.taken: defaultdict[Place, dict[str, Taken]] = defaultdict(dict)
        self._ids: Counter[str] = Counter()
        self._days = {
            (c.article, c.version, c.start): when(e.edtf)
            for e in edition.timeline
            for c in e.citations
            if c.kind == "verbatim"
        }

    def sentence(
        self, cited: CitedSentence | TimelineEntry, prefix: str, own: str = ""
    ) -> Sentence:
        """Return a sentence to show; its id is `own`, or begins with `prefix`."""
        text = safe_text(cited.text)
        first = next((c for c in cited.citations if c.kind == "verbatim"), cited.citations[0])
        lead, tail = split_tail(text)
        sentence = Sentence(
            id=own or self.unique(f"{prefix}-{_mark(first)}"),
            text=text,
            lead=lead,
            tail=tail,
            lang=self._language(first),
            dir=direction(text),
            cites=self.cites(cited.citations),
            when=self._when(cited, first, prefix),
            voice=voice_words(cited.attribution),
        )
        if prefix != KEY:
            taken = Taken(sentence.id, text, sentence.lang, sentence.dir)
            for citation in cited.citations:
                self.taken[citation.article, citation.version].setdefault(text, taken)
        return sentence

    def cites(self, citations: Iterable[Citation]) -> tuple[Cite, ...]:
        """Return one cite for each source, in order; verbatim where any citation of it is."""
        verbatim: dict[Place, bool] = {}
        for citation in citations:
            place = (citation.article, citation.version)
            verbatim[place] = verbatim.get(place, False) or citation.kind == "verbatim"
        return tuple(
            self._cite(place, verbatim=said)
            for place, said in sorted(verbatim.items(), key=lambda item: self.numbers[item[0]])
            if place in self.numbers
        )

    def unique(self, wanted: str) -> str:
        """Return `wanted`, numbered from its second use on: ids stand once in a document."""
        self._ids[wanted] += 1
        count = self._ids[wanted]
        return wanted if count == 1 else f"{wanted}-{count}"

    def _when(
        self, cited: CitedSentence | TimelineEntry, first: Citation, prefix: str
    ) -> str | None:
        """Return the date to show with a sentence, None where it says enough or an entry does.

        Where one timeline tells of all stories, theirs say themselves what "yesterday" was.
        """
        on = None if isinstance(cited, TimelineEntry) else cited.on
        if prefix == KEY:
            known = self._days.get((first.article, first.version, first.start))
            return known or (when(on) if on else None)
        return when(on) if on and self.joint else None

    def _language(self, citation: Citation) -> str:
        source = self.sources.get((citation.article, citation.version))
        return source.language if source else self.edition.language

    def _cite(self, place: Place, *, verbatim: bool) -> Cite:
        source, number = self.sources[place], self.numbers[place]
        day = published_words(source.published)
        return Cite(number, f"source-{number}", source_name(source), day, verbatim)


def id_part(identifier: str) -> str:
    """Return an identifier as it may stand in an id."""
    return _NOT_AN_ID.sub("-", identifier)


def _mark(citation: Citation) -> str:
    """Return a short mark that the same passage of the same version always gets."""
    named = f"{citation.article}\n{citation.version}\n{citation.start}\n{citation.end}"
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK_LENGTH]

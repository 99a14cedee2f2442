"""How moments, periods, changes and reasons read in English."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from digest.model.attribution import Speech
from digest.model.edtf import extent, wording
from digest.model.named import NameKind
from digest.publish.safe import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.model.article import Published
    from digest.model.attribution import Attribution
    from digest.model.edition import Period
    from digest.model.named import Named

# Written out, not asked of the locale: the same edition reads the same everywhere.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
UNDATED = "date unknown"
FIRST_EDITION = "This is the first edition: there is none before it to compare with."
NO_CHANGE = "No significant change since the last edition."
CHANGE_KINDS = {
    "new": "New",
    "updated": "Updated",
    "confirmed": "Confirmed",
    "disputed": "Disputed",
    "withdrawn": "Withdrawn",
}
# Wordings of the reasons that editions give; any other reason is shown as it is.
_REASONS = {
    "furniture": "page furniture: menus, teasers, calls to click",
    "duplicate": "copies of an article that is quoted",
    "over length": "sentences beyond the length of this digest",
    "redundant": "what is told by a sentence that is quoted",
    "needs context": "events that only their neighbours explain",
    "off topic": "sentences on something else than their story",
    "out of look-back": "events older than this digest looks back",
    "told before": "what earlier editions told",
    "undated": "sentences whose day cannot be known",
    "paywalled": "articles of which a paywall shows the beginning alone",
    "cookie wall": "pages that show a cookie wall in the place of their article",
    "language without rules": "sentences in a language whose dates are not read",
    "hypothetical": "events that were only supposed, denied or wished for",
    "first person": "sentences in the first person, with no telling whose",
    "fragment": "fragments that lean on their neighbours",
    "question": "questions",
    "interview": "turns of an interview",
    "part of a quotation": "sentences out of the middle of a quotation",
}
# What a reader should know of a voice before believing it; other sentences say it themselves.
_VOICES = {
    Speech.ANONYMOUS: "unnamed source",
    Speech.DENIAL: "denial",
    Speech.UNVERIFIED: "not verified",
}
_CLOCK_PRECISIONS = frozenset({"minute", "second"})
_DAY = len("2021-03-08")


def when(edtf: str) -> str:
    """Return how `edtf` reads; a value this program does not read is shown as it is."""
    try:
        return wording(edtf)
    except ValueError:
        return edtf or UNDATED


def datetime_attribute(edtf: str) -> str | None:
    """Return `edtf` as a value of HTML's `datetime` attribute, or None where HTML has none.

    Spec: https://html.spec.whatwg.org/multipage/text-level-semantics.html#datetime-value —
    days, months and years have one; ranges, seasons and unknown years have not.
    """
    bare = edtf.rstrip("?~%")
    try:
        grain = extent(bare).grain
    except ValueError:
        return None
    return bare if grain in {"day", "month", "year"} and "X" not in bare else None


def approximate(edtf: str) -> bool:
    """Return whether `edtf` is coarser than a day, or marked as uncertain."""
    try:
        return edtf[-1:] in {"?", "~", "%"} or extent(edtf).grain != "day"
    except ValueError:
        return True


def moment_words(moment: datetime) -> str:
    """Return "8 March 2021, 06:00 UTC"; `moment` is aware UTC, midnight stands for its day."""
    day = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    return f"{day}, {moment:%H:%M} UTC" if moment.time() != time() else day


def published_words(published: Published) -> str:
    """Return how a publication date reads, and how it is known when it was not given."""
    if published.value is None:
        return UNDATED
    words = when(published.value[:_DAY])
    if published.precision in _CLOCK_PRECISIONS:
        try:
            clock = datetime.fromisoformat(published.value)
        except ValueError:
            pass
        else:
            words = f"{words}, {clock:%H:%M}{_offset_words(clock)}"
    return f"{words} (inferred)" if published.origin == "inferred" else words


def period_words(period: Period) -> str:
    """Return the days an edition covers: "1–8 March 2021"."""
    start, end = period.start, period.end
    if start is None or end is None:
        known = start or end
        return when(known.isoformat()) if known else "undated articles"
    if start == end:
        return when(start.isoformat())
    return when(f"{start.isoformat()}/{end.isoformat()}")


def reason_words(reason: str) -> str:
    """Return how a reason of the ledger reads."""
    return _REASONS.get(reason, reason)


def voice_words(attribution: Attribution | None) -> str | None:
    """Return what to warn of in a sentence's voice, None for nothing."""
    return _VOICES.get(attribution.speech) if attribution else None


def count_words(number: int, one: str, many: str | None = None) -> str:
    """Return "1 story", "12 stories"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _offset_words(clock: datetime) -> str:
    offset = clock.strftime("%z")
    if not offset:
        return ""
    return " UTC" if offset == "+0000" else f" {offset[:3]}:{offset[3:5]}"


_NAME_KINDS = {
    NameKind.PERSON: "People",
    NameKind.PLACE: "Places",
    NameKind.ORGANISATION: "Organisations",
}


def named_words(names: Iterable[Named]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (label, names) for each kind that there are names of."""
    found = [(kind, [safe_text(n.name) for n in names if n.kind is kind]) for kind in NameKind]
    return tuple((_NAME_KINDS[kind], tuple(own)) for kind, own in found if own)

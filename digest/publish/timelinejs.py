"""The timeline as TimelineJS data. Spec: https://timeline.knightlab.com/docs/json-format.html."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from digest.model.edtf import extent
from digest.publish.characters import legal
from digest.publish.shorten import shortened
from digest.publish.view import view

if TYPE_CHECKING:
    from datetime import date

    from digest.model.edition import Edition
    from digest.publish.shown import EditionView, Entry, SourceView

# TimelineJS cuts a marker's label at about this many characters, and asks for short headlines.
_HEADLINE = 90


def timelinejs(edition: Edition) -> bytes:
    """Return the dated entries of `edition` as TimelineJS JSON; a pure function.

    TimelineJS shows texts as HTML: they are escaped. Entries whose year is unknown are left out.
    Events of more than one story are grouped by story.
    """
    shown = view(edition)
    sources = {source.number: source for source in shown.sources}
    groups = {story.id: escape(story.title) for story in shown.stories}
    events = []
    for entry in (*shown.timeline, *shown.watch):
        dates = _dates(entry)
        if not dates:
            continue
        event: dict[str, object] = {
            **dates,
            "display_date": escape(entry.when),
            "text": {
                "headline": escape(shortened(entry.sentence.text, _HEADLINE)),
                "text": _text(entry, sources),
            },
            "unique_id": entry.id,
        }
        if len(groups) > 1 and entry.story in groups:
            event["group"] = groups[entry.story]
        events.append(event)
    document = {"title": {"text": _title(shown)}, "events": events}
    return (legal(json.dumps(document, ensure_ascii=False, indent=1)) + "\n").encode()


def _title(shown: EditionView) -> dict[str, str]:
    return {
        "headline": escape(shown.title),
        "text": f"<p>{escape(shown.period)}</p><p>{escape(', '.join(shown.facts))}</p>",
    }


def _text(entry: Entry, sources: dict[int, SourceView]) -> str:
    paragraphs = [escape(entry.sentence.text), *(escape(how) for how in entry.hows)]
    paragraphs += [escape(f"{claim.by}: {claim.when} (“{claim.words}”)") for claim in entry.claims]
    cited = [_link(sources[cite.number]) for cite in entry.sentence.cites]
    return "".join(f"<p>{text}</p>" for text in [*paragraphs, "; ".join(cited)] if text)


def _link(source: SourceView) -> str:
    words = escape(", ".join(part for part in (source.name, source.title, source.date) if part))
    return f'<a href="{escape(source.url)}">{words}</a>' if source.url else words


def _dates(entry: Entry) -> dict[str, dict[str, int]]:
    """Return start_date, and end_date where the date is not one day, month or year."""
    first = entry.earliest or entry.latest
    last = entry.latest or entry.earliest
    if first is None or last is None:
        return {}
    whole = _parts(first)
    match extent(entry.edtf).grain:
        case "day":
            return {"start_date": whole}
        case "month":
            return {"start_date": {"year": first.year, "month": first.month}}
        case "year":
            return {"start_date": {"year": first.year}}
        case _:
            return {"start_date": whole} | ({"end_date": _parts(last)} if last > first else {})


def _parts(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}

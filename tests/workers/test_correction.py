"""A correction from beginning to end, against a service that runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from digest.model.job import JobState
from digest.publish.evidence import read_evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Up

DIGEST_TOML = """
[[digest]]
name = "storms"
title = "Storms"
formats = ["page", "atom", "pdf"]
"""
FIRST = (
    "A storm closed the harbour of Port Alder on Monday. Twelve ships waited outside the harbour "
    "for two days. The mayor called the storm the worst in ten years."
)
WRONG = "Twelve ships waited outside the harbour for two days."
RIGHT = "Thirteen ships waited outside the harbour for two days."
OTHER = (
    "The library of Port Alder opened its reading room on Friday after three years of work. The "
    "reading room has ninety seats, and a fire in the cellar had closed it in 2023."
)
EDITION = "digests/storms/editions/1/"


def test_a_correction_is_followed_to_the_next_briefing(
    up: Up, eventually: Callable[..., None]
) -> None:
    """Changed article, diff, marked edition, erratum in the feed, revision, next briefing."""

    def do(path: str, key: str, **body: str) -> str:
        job = up.post(f"api/v1/{path}", key, **body)["id"]
        eventually(lambda: up.state(job) is JobState.DONE)
        told: dict[str, str] = json.loads(up.get(f"api/v1/jobs/{job}"))
        return told["result"]

    up.place.definitions.write_text(DIGEST_TOML)
    eventually(lambda: b"Storms" in up.get(""))
    known = {"id": "storm", "source": "Gazette", "title": "Storm closes harbour"}
    article, _, _ = do("articles", "first", text=FIRST, **known).partition("/")
    assert do("digests/storms/editions", "morning") == "storms-1"
    before = up.get(f"{EDITION}briefing.pdf")
    assert WRONG.encode() in up.get(f"{EDITION}edition.json")

    # The article is corrected: the diff says how, and the edition that quotes it is marked.
    do("articles", "second", text=FIRST.replace(WRONG, RIGHT), **known)
    diff = json.loads(up.get(f"api/v1/articles/{article}/changes"))
    changed = [one for one in diff["sentences"] if one["kind"] == "changed"]
    assert [(one["before"], one["after"]) for one in changed] == [(WRONG, RIGHT)]
    eventually(lambda: b"say otherwise by now" in up.get(EDITION))
    assert RIGHT.encode() in up.get(f"{EDITION}corrections.html")
    eventually(lambda: b"Correction to no. 1" in up.get("digests/storms/atom.xml"))

    # The corrected revision stands in its place, and the one before beside it.
    assert do("digests/storms/editions/1/corrections", "please") == "storms-1"
    eventually(lambda: up.get(f"{EDITION}briefing.pdf") != before)
    told = read_evidence(up.get(f"{EDITION}edition.json"))
    assert told.revision == 2
    assert RIGHT in {sentence.text for story in told.stories for sentence in story.sentences}
    assert up.get("digests/storms/editions/1.1/briefing.pdf") == before
    assert do("digests/storms/editions/1/corrections", "again") == "nothing to correct"

    # The next briefing tells of it.
    do("articles", "library", text=OTHER, id="library", source="Gazette", title="Library opens")
    assert do("digests/storms/editions", "evening") == "storms-2"
    following = read_evidence(up.get("digests/storms/editions/2/edition.json"))
    assert [(one.edition, one.before, one.now) for one in following.corrections] == [
        (1, WRONG, RIGHT)
    ]
    assert up.get("digests/storms/latest.pdf").startswith(b"%PDF-")

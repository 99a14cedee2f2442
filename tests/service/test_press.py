"""No edition takes more than it may: a long one is printed apart, an absurd one shortened."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from digest.errors import MissingPartError, TooLargeError, UsageError
from digest.publish import pdf, size
from digest.publish.evidence import evidence
from digest.publish.templates import Templates
from digest.service.press import Limits, print_within

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model.edition import Edition

TEMPLATES = Templates()


@pytest.fixture(autouse=True)
def _press() -> None:
    """Skip where a briefing cannot be printed, saying why."""
    try:
        pdf.preload(TEMPLATES)
    except MissingPartError as error:
        pytest.skip(str(error))


def test_a_process_apart_prints_the_same_bytes(edition: Edition) -> None:
    """Where it is printed leaves no trace."""
    proof = evidence(edition)
    apart = print_within(edition, attachment=proof, templates=TEMPLATES, limits=Limits(here=0))
    assert apart == print_within(edition, attachment=proof, templates=TEMPLATES)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(here=0, seconds=0.01), r"takes more than 0\.01 seconds to print; give"),
        (Limits(here=0, memory=90_000_000), "takes more than 90 MB of memory to print; give"),
    ],
)
def test_what_takes_too_much_is_stopped(edition: Edition, limits: Limits, told: str) -> None:
    """One sentence says what was too much and what helps."""
    sentences = edition.stories[0].sentences * 2000
    long = replace(edition, stories=(replace(edition.stories[0], sentences=sentences),))
    with pytest.raises(TooLargeError, match=told):
        print_within(long, attachment=evidence(long), templates=TEMPLATES, limits=limits)


def test_errors_come_back_from_a_process_apart(edition: Edition, tmp_path: Path) -> None:
    """A wrong template is told as it would be here."""
    own = tmp_path / "briefing"
    own.mkdir()
    (own / "briefing.html.j2").write_text("{{ nothing }}")
    with pytest.raises(UsageError, match="'nothing' is undefined"):
        print_within(
            edition,
            attachment=evidence(edition),
            templates=Templates(tmp_path),
            limits=Limits(here=0),
        )


def test_an_absurd_edition_is_shortened_and_says_so(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the most words that are printed, one page tells the beginning and why."""
    monkeypatch.setattr(size, "MOST_WORDS", 20)
    made = print_within(edition, attachment=evidence(edition), templates=TEMPLATES)
    (page,) = PdfReader(BytesIO(made)).pages
    text = " ".join(page.extract_text().split())
    assert "This briefing is shortened to a page" in text
    assert "Not on this page: 3 dated events of this edition." in text


def test_words_are_counted_in_any_script(edition: Edition) -> None:
    """Dense scripts without spaces do not pass for short."""
    story = edition.stories[0]
    chinese = replace(story.sentences[0], text="伊朗空军在伊拉克上空行动" * 10)
    one = replace(edition, stories=(replace(story, sentences=(chinese,)),), timeline=())
    assert size.words_of(one) == len(chinese.text) // 12
    assert size.words_of(replace(edition, timeline=())) == sum(
        len(s.text.split()) for s in story.sentences
    )

"""What an edition corrects stands in each of its forms, and nothing does where nothing is wrong."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import lxml.html
import pytest

from digest.model.edition import Correction
from digest.publish.channel import links_beneath
from digest.publish.content import content
from digest.publish.corrections import correction_views
from digest.publish.epub import epub
from digest.publish.evidence import evidence, read_evidence
from digest.publish.html import PageLinks, page
from digest.publish.pdf import briefing
from digest.publish.pdf_reading import read_printed
from digest.publish.templates import Templates

if TYPE_CHECKING:
    from digest.model.edition import Edition

CHANGED = Correction(
    edition=3,
    before="Twelve ships waited for <two> days.",
    now="Thirteen ships waited for <two> days.",
    article="a-9",
    version=1,
    newer=2,
    title="Storm & ships",
    outlet="Gazette",
    url="https://gazette.example/storm",
    language="en",
    noted=datetime(2021, 3, 7, 9, tzinfo=UTC),
)
GONE = replace(CHANGED, before="Nobody was hurt.", now=None)
AGAIN = replace(CHANGED, before="It rained.", now="It rained.", newer=3)
WITHDRAWN = replace(GONE, before="A mast broke.", newer=None, reason="made up")


@pytest.fixture
def correcting(edition: Edition) -> Edition:
    """An edition that tells corrections of all kinds."""
    return replace(edition, corrections=(CHANGED, GONE, AGAIN, WITHDRAWN), revision=2)


def test_each_kind_of_correction_has_its_wording(correcting: Edition) -> None:
    """What stands there now is told once, and a sentence that came back is no news of its own."""
    told = [(one.said, one.now) for one in correction_views(correcting)]
    assert told == [
        ("The article now says:", CHANGED.now),
        ("The article no longer says so.", None),
        ("The article says so again.", None),
        ("The article was withdrawn: made up", None),
    ]


def test_an_edition_that_was_corrected_speaks_of_itself(edition: Edition) -> None:
    """A correction of its own number is not told by that number."""
    own = replace(edition, corrections=(replace(CHANGED, edition=edition.number),))
    assert [one.where for one in correction_views(own)] == ["This edition"]


def test_the_page_shows_both_sentences_as_words(correcting: Edition) -> None:
    """The older is struck out, the newer is marked, and strangers' markup stays words."""
    made = page(correcting, templates=Templates(), links=PageLinks())
    tree = lxml.html.fromstring(made)
    (part,) = tree.xpath("//section[@aria-labelledby='corrections']")
    assert part.xpath(".//del/text()")[0] == CHANGED.before
    assert part.xpath(".//ins/text()") == [CHANGED.now]
    assert "No. 1, revision 2" in tree.text_content()


def test_the_briefing_prints_them(correcting: Edition) -> None:
    """Each sentence can be read out of the PDF."""
    proof = evidence(correcting)
    printed = read_printed(
        briefing(correcting, attachment=proof, templates=Templates()), "it", text=True
    )
    for said in (str(CHANGED.now), *(one.before for one in correcting.corrections)):
        assert "".join(said.split()) in printed.text  # which is read without its spaces


def test_the_book_and_the_feed_have_them(correcting: Edition) -> None:
    """Readers who come another way are told the same."""
    book = epub(correcting, attachment=evidence(correcting), templates=Templates())
    with zipfile.ZipFile(BytesIO(book)) as packed:
        front = packed.read("EPUB/front.xhtml").decode()
    entry = content(correcting, Templates(), links_beneath("https://news.example/1/"))
    for told in (front, entry):
        assert "Thirteen ships waited for &lt;two&gt; days." in told
        assert "made up" in told


def test_the_evidence_keeps_them(correcting: Edition, edition: Edition) -> None:
    """They read back as they were; an edition without any says nothing of them."""
    assert read_evidence(evidence(correcting)) == correcting
    assert b"corrections" not in evidence(edition)
    assert b"Corrections" not in page(edition, templates=Templates(), links=PageLinks())

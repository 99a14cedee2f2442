"""The page of an article tells what editions took from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.service.digested import digested

if TYPE_CHECKING:
    from tests.service.conftest import Storms


def test_what_an_edition_took_is_told_with_its_places(storms: Storms) -> None:
    """Each sentence with an id that stands on the edition's page, dated ones with their proofs."""
    article = storms.begin()
    (found,) = digested(storms.context, (article, 1))
    assert (found.title, found.number) == ("Storms", 1)
    assert found.address == "digests/storms/editions/1/"
    assert storms.quoted in {taken.text for taken in found.sentences}
    page = storms.file(1, "index.html").decode()
    assert all(f'id="{taken.anchor}"' in page for taken in found.sentences)
    (dated,) = found.entries
    assert dated.when == "23 February 2026"
    assert dated.hows[0].startswith("“Monday” is 4 days before the day of publication")


def test_a_version_that_nothing_was_taken_from_has_nothing_to_tell(storms: Storms) -> None:
    """A version that came after the edition is not in it."""
    article = storms.begin()
    storms.read("second", storms.second)
    assert digested(storms.context, (article, 2)) == ()

"""A preview shows templates of one's own, and tells what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest

from digest.errors import InputError, MissingPartError, UsageError
from digest.publish import pdf
from digest.publish.evidence import evidence
from digest.publish.templates import Templates, packaged_folder
from digest.service.preview import preview

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model.edition import Edition


@pytest.fixture(autouse=True)
def _press() -> None:
    """Skip where a briefing cannot be printed, saying why."""
    try:
        pdf.preload(Templates())
    except MissingPartError as error:
        pytest.skip(str(error))


@pytest.fixture
def source(edition: Edition, tmp_path: Path) -> Path:
    """The small edition as a file."""
    file = tmp_path / "edition.json"
    file.write_bytes(evidence(edition))
    return file


def test_own_templates_show_in_all_forms(source: Path, tmp_path: Path) -> None:
    """A changed part is in both layouts, what was not changed is ours, and the maker says so."""
    own = tmp_path / "own" / "briefing"
    own.mkdir(parents=True)
    parts = (packaged_folder() / "briefing" / "parts.html.j2").read_text()
    (own / "parts.html.j2").write_text(parts.replace("<title>", "<title>Ours: "))
    files = preview(source, tmp_path / "shown", templates=own.parent)
    assert [file.name for file in files] == ["briefing.pdf", "flash.pdf", "index.html"]
    for file in files[:2]:
        with pikepdf.open(file) as document:
            assert document.docinfo["/Title"] == "Ours: Storm closes the harbour"
            assert "own templates" in str(document.docinfo["/Creator"])
    assert "Storm closes the harbour" in files[2].read_text()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{% if %}", "flash.html.j2, line 1"),
        ("{{ edition.weather }}", "has no attribute 'weather'"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{% include '../secret' %}", "template not found: ../secret"),
    ],
)
def test_a_wrong_template_is_told(content: str, told: str, source: Path, tmp_path: Path) -> None:
    """The message names the template; nothing is written."""
    own = tmp_path / "own" / "briefing"
    own.mkdir(parents=True)
    (own / "flash.html.j2").write_text(content)
    with pytest.raises(UsageError, match=told):
        preview(source, tmp_path / "shown", templates=own.parent)
    assert not list((tmp_path / "shown").glob("*"))


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    """A missing edition and a missing folder have one sentence each."""
    with pytest.raises(InputError, match=r"none\.json cannot be read"):
        preview(tmp_path / "none.json", tmp_path, templates=None)
    with pytest.raises(UsageError, match="is no folder"):
        preview(None, tmp_path / "shown", templates=tmp_path / "own")

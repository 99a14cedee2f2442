"""What a user names is taken in once, whatever happens in between."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from digest.errors import UsageError
from digest.model.job import JobState
from digest.service import ingest as use_case
from digest.service.ingest import ingest, read_now
from digest.store import joblist

if TYPE_CHECKING:
    from pathlib import Path

    from digest.service.context import Context

TEXT = "Storm {n} closes the harbour\n\nThe harbour was closed after storm number {n} had passed.\n"


def still(_stage: str, _done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    """A folder of texts, lines, an archive, and files that are no articles."""
    folder = tmp_path / "wire"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "one.txt").write_text(TEXT.format(n=1), "utf-8")
    lines = [{"id": str(n), "text": TEXT.format(n=n)} for n in (2, 3)]
    broken = [{"id": "4"}, {"url": "file:///etc/passwd"}]
    text = "\n".join(json.dumps(line) for line in (*lines, *broken))
    (folder / "more.jsonl").write_text(text, "utf-8")
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("five.md", TEXT.format(n=5))
        archive.writestr("copy.txt", TEXT.format(n=1))
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("no", "utf-8")
    (folder / "link.txt").symlink_to("/etc/passwd")
    (folder / "bad.pdf").write_bytes(b"%PDF")
    return folder


def test_all_is_taken_and_the_rest_is_said(context: Context, wire: Path) -> None:
    """Articles become jobs; what cannot be used is refused with its name; the same text is one."""
    report = ingest(context, [str(wire)], move=still)
    assert (report.new, report.known) == (4, 1)
    names = sorted(refused.name.rpartition("/")[2] for refused in report.refused)
    assert names == ["bad.pdf", "more.jsonl, line 3", "passwd"]
    read_now(context, report, worker="w", move=still)
    assert (len(report.ids), report.done, report.dead) == (4, 4, 0)


def test_taking_it_in_again_changes_nothing(context: Context, wire: Path) -> None:
    """Everything is known, no job is made."""
    ingest(context, [str(wire)], move=still)
    with context.store.read() as connection:
        before = {job.id for job in joblist.newest(connection)}
    again = ingest(context, [str(wire)], move=still)
    with context.store.read() as connection:
        assert {job.id for job in joblist.newest(connection)} == before
    assert (again.new, again.known) == (0, 5)


def test_a_run_that_was_cut_off_goes_on(
    context: Context, wire: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was accepted before stays, the rest is accepted by the next run."""
    monkeypatch.setattr(use_case, "GROUP", 1)

    def cut(_stage: str, done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(context, [str(wire)], move=cut)
    report = ingest(context, [str(wire)], move=still)
    assert report.known > 1
    assert report.new + report.known == 5
    with context.store.read() as connection:
        found = joblist.newest(connection)
    assert len(found) == 4
    assert {job.state for job in found} == {JobState.WAITING}


def test_a_name_that_leads_nowhere_is_an_error(context: Context) -> None:
    """Nothing is taken when one of the names is misspelt."""
    with pytest.raises(UsageError, match="There is no file or folder nonesuch"):
        ingest(context, ["nonesuch.txt"], move=still)

"""An article that is taken down leaves a note, and nothing of what it said, wherever one looks."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from digest.errors import GoneError, InputError, UnknownError
from digest.model.definition import Form
from digest.model.job import JobState, Pool
from digest.model.place import Place
from digest.model.settings import Settings
from digest.publish.pdf_reading import read_printed
from digest.service import composing, shelf
from digest.service.context import open_context
from digest.service.correct import order_correction
from digest.service.reading import read_article
from digest.service.takedown import take_down, taken_down
from digest.store import takedowns
from digest.store.metadata import metadata
from digest.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Clock, Storms

    from digest.service.context import Context
    from tests.seaweed import Seaweed

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WORDS = ("Twelve ships", "Thirteen ships", "worst in ten years", "About the storm")
"""What stood in the article that goes, in one version or the other."""


def down(storms: Storms, article: str, request: str = "gone") -> str | None:
    """Take an article down, and return what came of the job."""
    take_down(storms.context, article, reason="Court order", by="Ada", request=request)
    storms.work()
    job = shelf.shown_job(storms.context, request)
    assert job.state is JobState.DONE, job.error
    return job.result


def said(content: bytes) -> Iterator[str]:
    """Yield what a file says, however it is packed."""
    yield content.decode("utf-8", "replace")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from said(packed.read(name))
    elif content.startswith(b"%PDF"):
        printed = read_printed(content, "it", text=True)
        yield printed.text
        for _, told in printed.attached:
            yield told.decode()


def stored(context: Context) -> Iterator[tuple[str, bytes]]:
    """Yield all that a service keeps: files of the home and the database, blobs, rows."""
    files = [path for path in sorted(context.place.home.rglob("*")) if path.is_file()]
    if context.store.is_sqlite:
        database = Path(str(context.store.engine.url.database))
        files += sorted(database.parent.glob(f"{database.name}*"))
    for path in files:
        yield path.name, path.read_bytes()
    for blob in context.blobs.names():
        yield blob, context.blobs.get(blob)
    with context.store.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                yield table.name, repr(tuple(row)).encode()


def found_in(context: Context) -> set[str]:
    """Return where words of the article stand, spaces or no spaces."""
    return {
        place
        for place, content in stored(context)
        for text in said(content)
        if any(word in text or word.replace(" ", "") in text for word in WORDS)
    }


def tell(storms: Storms, clock: Clock, *forms: Form) -> str:
    """Let two editions tell of an article, correct one of them, and return the article's id."""
    article = storms.begin(*forms)
    clock.move(hours=1)
    storms.read("second", storms.second)
    storms.read("library", storms.other, about="library")
    storms.work()
    storms.make("evening")
    order_correction(storms.context, "storms", 1, "please")
    storms.work()
    clock.move(hours=1)
    return article


@pytest.fixture
def told(storms: Storms, clock: Clock) -> str:
    """An article that two editions tell of."""
    return tell(storms, clock, Form.PAGE, Form.ATOM)


def test_nothing_of_it_remains(context: Context, storms: Storms, clock: Clock) -> None:
    """Neither in tables nor files, in the database's own log, in feeds, or in what is printed."""
    forms = tuple(Form) if context.store.is_sqlite else (Form.PAGE, Form.ATOM)
    told = tell(storms, clock, *forms)
    assert len(found_in(context)) > 10
    inbox = context.place.inbox / "done"
    inbox.mkdir(parents=True)
    (inbox / "storm.txt").write_text(storms.second)
    (inbox / "library.txt").write_text(storms.other)
    result = str(down(storms, told))
    assert result.startswith("erased: 2 versions, 2 documents, 2 editions, 1 files")
    assert found_in(context) == set()
    assert (inbox / "library.txt").exists()


@ON_SQLITE
def test_a_note_of_it_remains(context: Context, storms: Storms, told: str) -> None:
    """Who, when and why, and what was touched, by its ids."""
    down(storms, told)
    note = taken_down(context, told)
    assert (note.by, note.reason, note.at) == ("Ada", "Court order", context.clock())
    assert note.report is not None
    assert note.report["editions"] == ["storms-1", "storms-2"]
    assert note.report["documents"] == ["first", "second"]
    assert "Backups" in note.report["backups"]
    with pytest.raises(GoneError, match="taken down"):
        read_article(context, told)


@ON_SQLITE
def test_editions_go_on_without_it(context: Context, storms: Storms, told: str) -> None:
    """Their numbers, keys and times of release stay; what they tell of others does too."""
    before = [shelf.shown_edition(context, "storms", number) for number in (1, 2)]
    down(storms, told)
    for one in before:
        after = shelf.shown_edition(context, "storms", one.number)
        assert (after.key, after.released, after.files) == (one.key, one.released, one.files)
        assert after.revision == one.revision + 1
    assert storms.told(1).stories == ()
    assert [source.title for source in storms.told(2).sources] == ["About the library"]
    assert storms.told(2).corrections == ()
    with TestClient(create_app(context), base_url="http://localhost") as client:
        assert client.get("/digests/storms/editions/1.1/").status_code == 404
        assert "ninety seats" in client.get("/digests/storms/atom.xml").text


@ON_SQLITE
def test_it_is_not_taken_in_again(context: Context, storms: Storms, told: str) -> None:
    """Neither under its id with a new text, nor its text under another id; nothing is kept."""
    down(storms, told)
    for key, text, about in (("a", storms.second, "other"), ("b", "A storm " * 20, "storm")):
        storms.read(key, text, about=about)
        job = shelf.shown_job(context, key)
        assert job.state is JobState.DEAD
        assert "was taken down here" in str(job.error)
    storms.work()
    assert found_in(context) == set()


@ON_SQLITE
def test_it_may_be_taken_down_twice(context: Context, storms: Storms, told: str) -> None:
    """The first note stays."""
    down(storms, told)
    down(storms, told, "gone again")
    assert taken_down(context, told).by == "Ada"
    assert found_in(context) == set()


@ON_SQLITE
def test_an_edition_that_is_being_made_is_begun_anew(
    context: Context, storms: Storms, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has its words in memory cannot release them any more."""
    article = storms.begin(Form.PAGE, Form.ATOM)
    clock.move(hours=1)
    storms.read("second", storms.second)
    storms.read("library", storms.other, about="library")
    compose = composing.compose_edition
    taken: list[str] = []

    def slowly(*given: object, **named: object) -> object:
        made = compose(*given, **named)  # type: ignore[arg-type]
        if not taken:
            taken.append(article)
            take_down(context, article, reason="Court order", by="Ada", request="gone")
        return made

    monkeypatch.setattr(composing, "compose_edition", slowly)
    storms.make("evening")
    storms.work()
    assert [source.title for source in storms.told(2).sources] == ["About the library"]
    assert found_in(context) == set()


@ON_SQLITE
def test_archives_are_written_anew(context: Context, storms: Storms, clock: Clock) -> None:
    """Twenty editions later the first stands in an archive, and the article no longer in it."""
    article = storms.begin(Form.ATOM)
    for number in range(20):
        clock.move(hours=1)
        said_now = storms.other.replace("ninety", f"{number + 100}")
        storms.read(f"library {number}", said_now, about=f"library {number}")
        storms.make(f"edition {number}")
    archive = shelf.feed_file(context, "storms", "archive/1/atom.xml")
    assert b"Twelve ships" in shelf.content(context, archive)
    down(storms, article)
    archive = shelf.feed_file(context, "storms", "archive/1/atom.xml")
    assert b"Twelve ships" not in shelf.content(context, archive)
    assert b"About the library 0" in shelf.content(context, archive)
    assert found_in(context) == set()


def test_a_bucket_is_emptied_of_it(
    empty_sqlite: Path,
    tmp_path: Path,
    clock: Clock,
    seaweed: Seaweed,
    storms_of: Callable[[Context], Storms],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where blobs lie in S3, its objects are deleted there."""
    for name, value in seaweed.environment.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "digest.db").write_bytes(empty_sqlite.read_bytes())
    place = Place(
        tmp_path / "home",
        f"sqlite:///{tmp_path / 'digest.db'}",
        Settings(),
        bucket=f"s3://digest/{os.urandom(6).hex()}",
    )
    with open_context(place, ring=clock.ring, clock=clock) as context:
        storms = storms_of(context)
        article = storms.begin(Form.PAGE, Form.ATOM)
        down(storms, article)
        assert found_in(context) == set()


@ON_SQLITE
def test_it_is_asked_for_over_the_api(context: Context, storms: Storms) -> None:
    """With a reason, which must be given, and a report when it is done."""
    article = storms.begin(Form.PAGE)
    place = f"/api/v1/articles/{article}/takedown"
    local = ("127.0.0.1", 50000)
    with TestClient(create_app(context), base_url="http://localhost", client=local) as client:
        assert client.get(place).status_code == 404
        assert client.put(place, json={"reason": " "}).status_code == 422
        answer = client.put(place, json={"reason": "Court order", "by": "Ada"})
        assert (answer.status_code, answer.json()["kind"]) == (202, "takedown")
        storms.work(Pool.RENDER)
        assert client.get(place).json()["report"]["editions"] == ["storms-1"]
        assert client.get(f"/articles/{article}").status_code == 410


@ON_SQLITE
def test_what_cannot_be_taken_down_is_said(context: Context, storms: Storms) -> None:
    """There must be such an article, and a reason."""
    article = storms.begin(Form.PAGE)
    with pytest.raises(UnknownError, match="no article"):
        take_down(context, "a-0", reason="x", by="Ada", request="1")
    with pytest.raises(InputError, match="Say why"):
        take_down(context, article, reason=" ", by="Ada", request="2")
    with context.store.read() as connection:
        assert takedowns.find(connection, article) is None

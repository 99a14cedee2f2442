"""Real readers follow feeds over HTTP through all that happens to them, and lose or double nothing.

Newsboat, sfeed and the library reader are subscribed to the Atom and the RSS feed of one digest.
Step by step something happens to it, all of them look again, and what each then has is noted; the
tests hold the notes to the database.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import threading
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from reader import ParseError, make_reader

from digest.model.article import MediaType
from digest.model.definition import Definitions, DigestDefinition, Form
from digest.model.job import Pool
from digest.model.place import Place
from digest.model.received import Given, Received
from digest.model.settings import Settings
from digest.service.accept import Request, accept
from digest.service.context import Context, open_context
from digest.service.define import define_all
from digest.service.dispatch import work
from digest.service.release import revise, withdraw
from digest.service.trigger import trigger
from digest.store import editions, feeds
from digest.store.feeds import EDITION
from digest.store.unit import sqlite_url
from digest.web.app import create_app
from digest.web.serve import listen, server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not (shutil.which("newsboat") and shutil.which("sfeed_update") and shutil.which("curl")),
        reason="a reader is not installed (apt-get install newsboat sfeed curl)",
    ),
]
HARBOUR = DigestDefinition("harbour", "The harbour", forms=(Form.RSS, Form.ATOM))
RENAMED = replace(HARBOUR, name="port", formerly=("harbour",))
TOLD = (
    "Storm closes the harbour\n\nThe harbour was closed on Sunday after a storm.\n",
    "Gale sinks a barge\n\nA barge sank off the breakwater on Saturday.\n",
    "Cranes are repaired\n\nBoth cranes were lifted back onto the quay on Monday.\n",
)
FILES = ("atom.xml", "rss.xml")
# As sfeedrc.example shows for conditional requests, with redirects followed.
SFEEDRC = """
sfeedpath="{home}/feeds"
fetch() {{
  curl -s -f -L --compressed -m 30 --etag-save "$3.etag" --etag-compare "$3.etag" \
    -R -o "$3.xml" -z "$3.xml" "$2" && cat "$3.xml"
}}
feeds() {{
  feed feed "{url}"
}}
"""

Items = list[tuple[str, datetime]]


class Newsboat:
    """Newsboat with a home of its own."""

    def __init__(self, home: Path, url: str) -> None:
        """Subscribe to `url`."""
        self.home = home
        (home / "urls").write_text(f"{url}\n")
        (home / "config").write_text("download-retries 1\ndownload-timeout 30\n")

    def look(self) -> Items:
        """Look at the feed, and return the items it has then."""
        subprocess.run(
            ["newsboat", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"],
            cwd=self.home,
            env={"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            check=True,
            capture_output=True,
            timeout=120,
        )
        with closing(sqlite3.connect(self.home / "cache.db")) as cache:
            rows = cache.execute("SELECT guid, pubDate FROM rss_item WHERE NOT deleted")
            return [(guid, datetime.fromtimestamp(at, UTC)) for guid, at in rows]


class Sfeed:
    """sfeed_update with a configuration that asks conditionally."""

    def __init__(self, home: Path, url: str) -> None:
        """Subscribe to `url`."""
        self.home = home
        (home / "sfeedrc").write_text(SFEEDRC.format(home=home, url=url))

    def look(self) -> Items:
        """Look at the feed, and return the items it has then."""
        # It ends with an error where curl does, as for a feed that is gone; its items stay.
        subprocess.run(
            ["sfeed_update", self.home / "sfeedrc"], check=False, capture_output=True, timeout=120
        )
        rows = (line.split("\t") for line in (self.home / "feeds/feed").read_text().splitlines())
        return [(row[5], datetime.fromtimestamp(int(row[0]), UTC)) for row in rows]


class Library:
    """The library reader."""

    def __init__(self, home: Path, url: str) -> None:
        """Subscribe to `url`."""
        self.reader = make_reader(str(home / "reader.db"))
        self.reader.add_feed(url)

    def look(self) -> Items:
        """Look at the feed, and return the entries it has then."""
        (feed,) = self.reader.get_feeds()
        try:
            self.reader.update_feed(feed)
        except ParseError as error:
            assert "410" in str(error)  # noqa: PT017 - anything else is not to happen
        return [
            (entry.id, entry.published.replace(microsecond=0))
            for entry in self.reader.get_entries()
            if entry.published
        ]


READERS: dict[str, Callable[[Path, str], Newsboat | Sfeed | Library]] = {
    "newsboat": Newsboat,
    "sfeed": Sfeed,
    "reader": Library,
}


@dataclass
class Wire:
    """What goes over the wire; while `untagged` is set, tags are lost on the way, both ways."""

    app: ASGIApp
    untagged: bool = False
    answers: list[tuple[int, str | None]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note its answer."""

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                if self.untagged:
                    headers = [pair for pair in message["headers"] if pair[0] != b"etag"]
                    message = {**message, "headers": headers}
                packed = dict(message["headers"]).get(b"content-encoding")
                self.answers.append((message["status"], packed.decode() if packed else None))
            await send(message)

        asked = scope["headers"]
        if self.untagged:
            asked = [pair for pair in asked if pair[0] != b"if-none-match"]
        await self.app({**scope, "headers": asked}, receive, noting)


@dataclass
class Story:
    """What was noted: by step the items of each reader, the answers, and what the database has."""

    items: dict[str, dict[tuple[str, str], Items]] = field(default_factory=dict)
    answers: dict[str, Counter[tuple[int, str | None]]] = field(default_factory=dict)
    known: dict[str, dict[str, datetime]] = field(default_factory=dict)


@dataclass
class Service:
    """A service whose clock is moved."""

    context: Context
    now: list[datetime]

    def publish(self, text: str) -> None:
        """Release an edition made of one article, an hour later."""
        self.now[0] += timedelta(hours=1)
        key = text.partition("\n")[0]
        given = Given(published="2026-03-01", url=f"https://example.org/{len(key)}")
        accept(self.context, Request(key, Received(key, MediaType.TEXT, text.encode(), given)))
        assert work(self.context, Pool.INGEST, worker="w") is not None
        trigger(self.context, "harbour", f"edition of {key}")
        self.render()

    def render(self) -> None:
        """Do what waits for the render pool."""
        while work(self.context, Pool.RENDER, worker="w"):
            pass

    def correct(self, number: int) -> None:
        """Release a second revision of an edition, an hour later."""
        self.now[0] += timedelta(hours=1)
        with self.context.store.read() as connection:
            stored = editions.get(connection, "harbour", number)
            files = editions.files_of(connection, stored)
        content = {file.name: self.context.blobs.get(file.blob) for file in files.values()}
        revise(self.context, stored, stored.title or "", content)

    def known(self, name: str) -> dict[str, datetime]:
        """Return the ids of the released editions, and when they were."""
        with self.context.store.read() as connection:
            ids = feeds.ids_of(connection, name, EDITION)
            return {
                ids[edition.key]: edition.released
                for edition in editions.released(connection, name)
                if edition.released
            }


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """All that happens, step by step, and what each reader made of it."""
    home = tmp_path_factory.mktemp("service")
    opened = listen(port=0)
    base = f"http://127.0.0.1:{opened.getsockname()[1]}/"
    place = Place(home, sqlite_url(home / "digest.db"), Settings(base_url=base))
    now = [datetime(2026, 3, 1, 12, tzinfo=UTC)]
    with open_context(place, clock=lambda: now[0]) as context:
        service = Service(context, now)
        define_all(context, Definitions((HARBOUR,)))
        for text in TOLD[:2]:
            service.publish(text)
        app = create_app(context, fresh=timedelta(0))
        wire = Wire(app)
        running = server(wire)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [opened]}, daemon=True)
        thread.start()
        readers: dict[tuple[str, str], Newsboat | Sfeed | Library] = {}
        found = Story()

        def look(step: str, digest: str = "harbour") -> None:
            wire.answers.clear()
            found.items[step] = {who: reader.look() for who, reader in readers.items()}
            found.answers[step] = Counter(wire.answers)
            found.known[step] = service.known(digest)

        try:
            for name, make in READERS.items():
                for file in FILES:
                    own = tmp_path_factory.mktemp(f"{name}-{file}")
                    readers[name, file] = make(own, f"{base}digests/harbour/{file}")
            look("first")
            look("again")  # newsboat keeps validators from the second answer on
            look("unchanged by tag")
            wire.untagged = True
            service.publish(TOLD[2])
            look("new")
            look("unchanged by date")
            wire.untagged = False
            service.correct(2)
            look("corrected")
            now[0] += timedelta(hours=1)
            withdraw(context, "harbour", 1)
            look("withdrawn")
            define_all(context, Definitions((RENAMED,)))
            now[0] += timedelta(hours=1)
            service.render()
            look("renamed", "port")
            define_all(context, Definitions(()))
            look("gone", "port")
        finally:
            running.should_exit = True
            thread.join()
            opened.close()
        yield found


STEPS = ("first", "again", "unchanged by tag", "new", "unchanged by date", "corrected", "withdrawn")
STEPS += ("renamed", "gone")


@pytest.mark.parametrize("step", STEPS)
def test_every_reader_has_what_the_database_has(story: Story, step: str) -> None:
    """Each id once, all that are released among them, at the time of their release.

    What was withdrawn a reader may keep; nothing else is there that never was.
    """
    ever = set().union(*story.known.values())
    for who, items in story.items[step].items():
        ids = [identifier for identifier, _ in items]
        assert len(ids) == len(set(ids)), who
        assert set(story.known[step]) <= set(ids) <= ever, who
        dates = dict(items)
        for identifier, released in story.known[step].items():
            assert dates[identifier] == released, who


def test_answers_are_packed(story: Story) -> None:
    """Every reader that takes packed bytes gets them."""
    packed = sum(n for (_, how), n in story.answers["first"].items() if how in {"gzip", "br"})
    assert packed == len(READERS) * len(FILES)


@pytest.mark.parametrize("step", ["unchanged by tag", "unchanged by date"])
def test_what_did_not_change_is_not_sent(story: Story, step: str) -> None:
    """Each reader is told so by 304, whether it asks by tag or by date."""
    statuses = Counter(status for status, _ in story.answers[step].elements())
    assert statuses == {304: len(READERS) * len(FILES)}


def test_what_moved_is_followed(story: Story) -> None:
    """By 301 to the new address; one that is no longer defined is gone by 410."""
    assert story.answers["renamed"][301, None] == len(READERS) * len(FILES)
    assert sum(n for (status, _), n in story.answers["gone"].items() if status == 410) > 0

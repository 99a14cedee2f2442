"""A service with editions, shown in Chromium: requests are answered without a network."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright
from starlette.testclient import TestClient

from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Form, Origin
from digest.model.job import Pool
from digest.model.place import Place
from digest.model.received import Given, Received
from digest.model.settings import Settings
from digest.service.accept import Request, accept
from digest.service.context import open_context
from digest.service.dispatch import work
from digest.service.trigger import trigger
from digest.store import digests
from digest.store.unit import sqlite_url
from digest.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

    from digest.service.context import Context

ROOT = "http://localhost:8000"
SEED = Path(__file__).parents[1] / "data" / "seed" / "article.txt"
FORMS = (Form.PAGE, Form.RSS, Form.ATOM, Form.JSON, Form.CALENDAR, Form.TIMELINE)
ARABIC = (
    "إغلاق الميناء بعد العاصفة\n\nأغلق الميناء يوم الاثنين بعد أن اقتلعت العاصفة رافعتين. "
    "وقال رئيس الميناء إن الرصيف سيفتح في أبريل.\n"
)
CHINESE = "风暴后港口关闭\n\n周一风暴刮倒两台起重机后，港口关闭。港务长说码头将于四月重新开放。\n"
STORM = (
    "Storm closes the harbour\n\nPORT ALDER -- The harbour was closed on Monday after a storm tore "
    "two cranes loose. Harbour master Ines Okafor said the quay would reopen in April. The last "
    "closure was in November 2011.\n"
)


@dataclass(slots=True)
class Clock:
    """A clock that the service goes by."""

    now: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time, some seconds later each time."""
        self.now += timedelta(seconds=1)
        return self.now


def send(context: Context, name: str, text: str, **given: str) -> None:
    """Accept an article and read it."""
    told = Given(**{"published": "2026-03-01", "url": f"https://example.org/{name}", **given})
    content = Received(name, MediaType.TEXT, text.encode(), told)
    accept(context, Request(f"{name}-{len(text)}", content))
    assert work(context, Pool.INGEST, worker="w") is not None


def release(context: Context, name: str, key: str) -> None:
    """Release an edition of a digest."""
    trigger(context, name, key)
    while work(context, Pool.RENDER, worker="w"):
        pass


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A service with one digest: the seed article, other scripts, and an article that changed."""
    home = tmp_path_factory.mktemp("home")
    place = Place(home, sqlite_url(home / "digest.db"), Settings(base_url=f"{ROOT}/"))
    with open_context(place, clock=Clock()) as context:
        with context.store.write() as connection:
            told = DigestDefinition("ports", "Ports & <Tides>", forms=FORMS)
            digests.define(connection, told, Origin.FILE, context.clock())
        send(context, "seed", SEED.read_text(), published="2014-12-01", outlet="Al-Monitor")
        send(context, "storm", STORM, outlet="Gazette")
        send(context, "arabic", ARABIC, outlet="Al Mina")
        send(context, "chinese", CHINESE, outlet="Gang")
        release(context, "ports", "first")
        send(context, "storm", STORM.replace("two cranes", "three cranes"), outlet="Gazette")
        send(context, "late", STORM.replace("Monday", "Tuesday").replace("two", "some"))
        release(context, "ports", "second")
        while any(work(context, pool, worker="w") for pool in Pool):
            pass
        yield context


@pytest.fixture(scope="session")
def client(service: Context) -> Iterator[TestClient]:
    """What answers the browser's requests."""
    app = create_app(service, fresh=timedelta(0))
    local = ("127.0.0.1", 50000)
    with TestClient(app, base_url=ROOT, client=local, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; while it is open no other test can run a loop of its own."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass(slots=True)
class Shown:
    """A page of the browser, what it asked others for, and whether anything spoke up."""

    page: Page
    client: TestClient
    strangers: list[str]
    spoke: list[str]

    def visit(self, path: str) -> Page:
        """Go to a path of the service."""
        self.page.goto(ROOT + path)
        return self.page

    def answer(self, route: Route) -> None:
        """Answer a request from the service; note one that goes elsewhere."""
        asked = urlsplit(route.request.url)
        if f"{asked.scheme}://{asked.netloc}" != ROOT:
            self.strangers.append(route.request.url)
            route.abort()
            return
        path = asked.path + (f"?{asked.query}" if asked.query else "")
        found = self.client.get(path)
        headers = {k: v for k, v in found.headers.items() if k != "content-encoding"}
        route.fulfill(status=found.status_code, headers=headers, body=found.content)


@pytest.fixture
def shown(browser: Browser, client: TestClient) -> Iterator[Shown]:
    """A page of a desktop's width."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    opened = Shown(page, client, [], [])
    page.route("**/*", partial(Shown.answer, opened))
    page.on("dialog", lambda dialog: (opened.spoke.append(dialog.message), dialog.dismiss()))
    yield opened
    context.close()

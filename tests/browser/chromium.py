"""Chromium, shown the pages of an application without a socket between them."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Route
    from starlette.testclient import TestClient

ORIGIN = "http://localhost:8000"
WIDTHS = (360, 768, 1440)
SCHEMES = ("light", "dark")


def program() -> str | None:
    """Return where Chromium is installed, None where it is not."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browser() -> Iterator[Browser]:
    """Run one Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program(), args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def window(
    opened: Browser, client: TestClient, *, width: int = 1440, scheme: str = "light"
) -> Iterator[Page]:
    """Open a window on the application that `client` asks; it reaches nothing else."""

    def send(route: Route) -> None:
        answer = client.get(route.request.url, follow_redirects=False)
        headers = {k: v for k, v in answer.headers.items() if k != "content-encoding"}
        route.fulfill(status=answer.status_code, headers=headers, body=answer.content)

    held: BrowserContext = opened.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    try:
        held.route("**/*", lambda route: route.abort())
        held.route(f"{ORIGIN}/**", send)
        yield held.new_page()
    finally:
        held.close()

"""Every page in a browser: for all eyes and hands, and without a word of a text being run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from digest.store import articles, stories, tellings

if TYPE_CHECKING:
    from playwright.sync_api import ColorScheme
    from starlette.testclient import TestClient

    from digest.service.context import Context
    from tests.browser.conftest import Shown

pytestmark = pytest.mark.system

PAGES = (
    "/",
    "/digests/ports/",
    "/digests/ports/months/",
    "/digests/ports/months/2026-03/",
    "/digests/ports/editions/1/",
    "/digests/ports/editions/2/",
    "/search?q=harbour+cranes",
    "/search?q=from:monday",
    "/sources",
)
WIDTHS = (360, 768, 1440)
WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(one => !one.closest('svg') && !one.classList.contains('unseen')
    && !one.classList.contains('skip')
    && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(one => one.outerHTML.slice(0, 200))"""
"""Elements that reach beyond the screen."""
CONTRAST = {"runOnly": ["color-contrast"]}
"""The only rule that another scheme of colours bears on."""
LARGEST = 100_000
"""Bytes of a page without pictures and fonts."""


def all_pages(service: Context) -> list[str]:
    """Return the pages that there are, those of articles and stories among them."""
    with service.store.read() as connection:
        found = articles.newest_refs(connection, 10)
        newest = dict(reversed(found))
        shelved = stories.stories_of(connection, list(newest))
        told = [story for story in shelved.values() if tellings.id_of(connection, story)]
    assert told
    own = [f"/articles/{article}" for article in newest]
    changed = [f"/articles/{article}/changes" for article, last in newest.items() if last > 1]
    assert changed
    return [*PAGES, *own, *changed, *sorted({f"/stories/{story}/" for story in told})[:2]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(shown: Shown, service: Context, scheme: ColorScheme) -> None:
    """axe-core finds nothing against WCAG 2.2 AA, nor against its own good practice."""
    shown.page.emulate_media(color_scheme=scheme)
    for path in all_pages(service):
        page = shown.visit(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = Axe().run(page, options=None if scheme == "light" else CONTRAST)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    assert shown.strangers == []


def test_no_page_is_wider_than_its_screen(shown: Shown, service: Context) -> None:
    """From a phone to a desktop nothing has to be scrolled sideways."""
    for width in WIDTHS:
        shown.page.set_viewport_size({"width": width, "height": 900})
        for path in all_pages(service):
            page = shown.visit(path)
            wide = page.evaluate(WIDE)
            assert wide == [], (path, width)


def test_no_page_is_heavy(client: TestClient, service: Context) -> None:
    """Each is under 100 kB, without pictures and fonts."""
    for path in all_pages(service):
        assert len(client.get(path).content) < LARGEST, path


def test_nothing_is_needed_but_the_page(shown: Shown, service: Context) -> None:
    """No page has a script, and none asks another host for anything."""
    for path in all_pages(service):
        page = shown.visit(path)
        assert page.locator("script").count() == 0
    assert shown.strangers == []
    assert shown.spoke == []

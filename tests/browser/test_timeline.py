"""The timeline graphic can be read with a pointer and with the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest.publish.html import PageLinks
from digest.publish.html import page as made
from digest.publish.templates import Templates

if TYPE_CHECKING:
    from digest.model.edition import Edition
    from tests.browser.conftest import Shown

pytestmark = pytest.mark.system

# What has the focus: where it leads, how its outline or ring is drawn, and what is told of it.
_FOCUSED = """() => {
  const now = document.activeElement, ring = now.querySelector('.target') || now;
  const told = document.getElementById(now.getAttribute('aria-describedby'));
  const drawn = getComputedStyle(ring);
  return {
    leads: now.getAttribute('href') || now.tagName,
    seen: (drawn.stroke !== 'none' && now !== ring) || drawn.outlineStyle === 'solid',
    mark: now.classList.contains('mark'),
    told: told && getComputedStyle(told).visibility === 'visible' ? told.textContent : null,
  };
}"""
_MOST_STOPS = 600
_EDITION = "/digests/ports/editions/1/"


def test_the_keyboard_reaches_every_event(shown: Shown) -> None:
    """By Tab alone, the focus in sight at each stop; marks tell of their events meanwhile."""
    page = shown.visit(_EDITION)
    events = page.evaluate("[...document.querySelectorAll('.event')].map(e => '#' + e.id)")
    drawn = page.locator("svg.wide .mark").count()
    stops = []
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        if stop["leads"] == "BODY":
            break
        stops.append(stop)
    assert len(events) > 5
    assert {stop["leads"] for stop in stops} >= set(events)
    assert [stop["leads"] for stop in stops if not stop["seen"]] == []
    marks = [stop for stop in stops if stop["mark"]]
    assert len(marks) == drawn > 3
    assert all(stop["told"] for stop in marks)


def test_pointing_at_a_mark_shows_sentence_proof_and_source(shown: Shown, edition: Edition) -> None:
    """Of the event under the pointer alone; what two outlets say differently is shown as such."""
    page = shown.page
    page.set_content(made(edition, templates=Templates(), links=PageLinks()).decode())
    mark = page.locator("svg.wide .mark:has(path.dot)").first
    mark.hover()
    told = page.locator(".told > div").filter(visible=True)
    assert told.count() == 1
    text = told.inner_text()
    page.mouse.move(0, 0)
    assert told.count() == 0
    assert "The Courier dated the first gusts to March 1" in text
    assert "The sources differ: The Courier, 1 March 2021; the Herald, 3–6 March 2021." in text
    assert "“March 1” is read from the day of publication, 8 March 2021" in text
    assert text.endswith("Example Gazette, 8 March 2021.")


def test_a_mark_leads_to_its_entry(shown: Shown) -> None:
    """Followed by the keyboard, it brings the entry into view."""
    shown.page.set_viewport_size({"width": 360, "height": 900})
    page = shown.visit(_EDITION)
    mark = page.locator("svg.narrow .mark").last
    mark.focus()
    page.keyboard.press("Enter")
    target = page.locator(":target")
    target.wait_for()
    assert f"#{target.get_attribute('id')}" == mark.get_attribute("href")
    top = target.evaluate("element => element.getBoundingClientRect().top")
    assert 0 <= top < 900


def test_proofs_are_on_paper(shown: Shown, edition: Edition) -> None:
    """What is folded on a screen is printed; what is told at marks is not, the list has it."""
    page = shown.page
    page.set_content(made(edition, templates=Templates(), links=PageLinks()).decode())
    proof = page.get_by_text("“March 1” is read from").last
    assert not proof.is_visible()
    page.emulate_media(media="print")
    assert proof.is_visible()
    assert page.locator(".told > div").filter(visible=True).count() == 0

"""The entry of an edition tells all of it, in HTML that feed readers keep."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from digest.errors import UsageError
from digest.model.edition import Change
from digest.publish.calendar import calendar
from digest.publish.channel import Enclosure, Links, links_beneath
from digest.publish.content import content, edition_channel, edition_entry, summary
from digest.publish.feed import atom, rss
from digest.publish.html import PageLinks, page
from digest.publish.jsonfeed import jsonfeed
from digest.publish.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from digest.model.edition import Edition
    from digest.publish.channel import FeedEntry

ROOT = Path(__file__).parents[2]
TEMPLATES = Templates()
LINKS = links_beneath("https://digest.invalid/")
ID = "urn:uuid:c56a4180-65aa-52ec-a945-5fd21dec0538"
# Writes all machine-readable forms of the small edition, for a process of its own.
SCRIPT = """
import hashlib, sys
sys.path[:0] = sys.argv[1:]
from conftest import small_edition
from digest.publish.calendar import calendar
from digest.publish.channel import links_beneath
from digest.publish.content import edition_channel, edition_entry
from digest.publish.evidence import evidence
from digest.publish.feed import atom, rss
from digest.publish.jsonfeed import jsonfeed
from digest.publish.templates import Templates
from digest.publish.timelinejs import timelinejs
edition = small_edition()
links = links_beneath(edition.settings.base_url)
channel = edition_channel(edition, identifier="urn:x:1", links=links)
entries = [edition_entry(edition, identifier="urn:x:2", templates=Templates(), links=links,
                         pdf_length=1)]
for data in (rss(channel, entries), atom(channel, entries), jsonfeed(channel, entries),
             calendar(edition, links), timelinejs(edition), evidence(edition)):
    print(hashlib.sha256(data).hexdigest())
"""


class Anchors(HTMLParser):
    """Collects the links of a fragment, with their words, and all its text."""

    def __init__(self, fragment: str) -> None:
        """Read `fragment`."""
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.text = ""
        self.href: str | None = None
        self.feed(fragment)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember where a link leads."""
        if tag == "a":
            self.href = dict(attrs)["href"]

    def handle_endtag(self, tag: str) -> None:
        """Forget the link."""
        if tag == "a":
            self.href = None

    def handle_data(self, data: str) -> None:
        """Collect words."""
        self.text += data
        if self.href:
            self.links.append((data, self.href))


def entry_of(edition: Edition, links: Links = LINKS, pdf_length: int | None = 4321) -> FeedEntry:
    """Return the feed entry of `edition`."""
    return edition_entry(
        edition, identifier=ID, templates=TEMPLATES, links=links, pdf_length=pdf_length
    )


def test_the_content_is_fit_for_readers(edition: Edition, rules: ModuleType) -> None:
    """Only elements that readers keep, closed in order, with absolute links."""
    assert rules.html_faults(content(edition, TEMPLATES, LINKS)) == []


def test_the_content_tells_the_whole_edition(edition: Edition) -> None:
    """Every sentence, date, conflict and source of the edition can be read in the feed."""
    told = Anchors(content(edition, TEMPLATES, LINKS)).text
    for story in edition.stories:
        assert story.title in told
        assert all(sentence.text in told for sentence in story.sentences)
    assert all(entry.text in told for entry in edition.timeline)
    assert "November 2011" in told
    assert "the Herald: 3–6 March 2021 (“a few days ago”)" in told
    assert "Example Gazette: Storm closes the harbour" in told
    assert told.index("What to watch") < told.index("the quay would reopen in April", 400)


def test_citations_lead_to_the_articles(edition: Edition, vary: Callable[..., Edition]) -> None:
    """A number is a link to its article, or to the page where an article has no address."""
    assert ("[1]", "https://example.org/storm") in Anchors(content(edition, TEMPLATES, LINKS)).links
    offline = vary(sources=(replace(edition.sources[0], url=None),))
    assert ("[1]", f"{LINKS.page}#source-1") in Anchors(content(offline, TEMPLATES, LINKS)).links


def test_the_briefing_is_enclosed_and_linked(edition: Edition) -> None:
    """Readers that ignore enclosures of PDF find the link in the text."""
    entry = entry_of(edition)
    assert entry.enclosure == Enclosure(LINKS.pdf or "", "application/pdf", 4321)
    assert ("Briefing (PDF)", LINKS.pdf) in Anchors(entry.content).links


def test_without_a_briefing_nothing_leads_to_one(edition: Edition) -> None:
    """No dead link and no empty file."""
    entry = entry_of(edition, pdf_length=None)
    assert entry.enclosure is None
    assert "briefing.pdf" not in entry.content


def test_the_entry_names_outlets_language_and_times(edition: Edition) -> None:
    """Authors are the outlets that were quoted; times are the edition's unless given."""
    entry = entry_of(edition)
    assert entry.authors == ("Example Gazette",)
    assert (entry.language, entry.link, entry.title) == ("en", LINKS.page, edition.title)
    assert entry.published == entry.updated == edition.as_of
    later = datetime(2021, 4, 1, tzinfo=UTC)
    revised = edition_entry(
        edition, identifier=ID, templates=TEMPLATES, links=LINKS, pdf_length=1, updated=later
    )
    assert (revised.published, revised.updated) == (edition.as_of, later)


def test_the_summary_is_whole_sentences(edition: Edition, vary: Callable[..., Edition]) -> None:
    """The first sentences stand as they are, never cut, and at least one."""
    assert summary(edition) == edition.key_points[0].text
    long = replace(edition.key_points[0], text="word " * 100 + "end.")
    assert summary(vary(key_points=(long, long))) == long.text
    short = replace(edition.key_points[0], text="It rained.")
    assert summary(vary(key_points=(short, short, long))) == "It rained. It rained."


def test_a_summary_is_never_empty(edition: Edition, vary: Callable[..., Edition]) -> None:
    """Without key points the stories speak, then the timeline, then what changed."""
    assert summary(vary(key_points=())).startswith(edition.stories[0].sentences[0].text)
    assert summary(vary(key_points=(), stories=())).startswith("The last closure")
    bare = vary(key_points=(), stories=(), timeline=(), changes=())
    assert summary(bare) == "No significant change since the last edition."


def test_changes_and_key_points_are_told(edition: Edition, vary: Callable[..., Edition]) -> None:
    """What is new stands in the entry; several stories are introduced by their key points."""
    other = replace(edition.stories[0], id="s-2", title="A second story")
    told = content(
        vary(stories=(edition.stories[0], other), changes=(Change("updated", "Two, not one."),)),
        TEMPLATES,
        LINKS,
    )
    assert "<h2>Key points</h2>" in told
    assert "<strong>Updated</strong>: " in told
    assert "Two, not one." in told


def test_links_into_the_page_find_their_place(
    edition: Edition, vary: Callable[..., Edition]
) -> None:
    """Every anchor that feeds and calendars link to is an id of the page, once."""
    offline = vary(sources=(replace(edition.sources[0], url=None),))
    told = entry_of(offline).content + calendar(offline, LINKS).decode().replace("\r\n ", "")
    wanted = set(re.findall(rf"{re.escape(LINKS.page)}#([\w-]+)", told))
    ids = re.findall(
        r'\bid="([^"]+)"', page(offline, templates=TEMPLATES, links=PageLinks()).decode()
    )
    assert len(wanted) == 1 + len(offline.timeline)
    assert all(ids.count(anchor) == 1 for anchor in wanted)


@pytest.mark.parametrize(
    ("title", "direction"),
    [
        ("العاصفة تغلق الميناء", "rtl"),
        ("הסופה סגרה את הנמל", "rtl"),
        ("港口因暴风雨关闭", "ltr"),
        ("Шторм закрыл порт", "ltr"),
        ("तूफ़ान ने बंदरगाह बंद किया", "ltr"),
    ],
)
def test_every_script_is_carried(
    title: str, direction: str, edition: Edition, vary: Callable[..., Edition], rules: ModuleType
) -> None:
    """Titles and sentences of any script arrive whole, with the direction they run in."""
    sentence = replace(edition.stories[0].sentences[0], text=title)
    story = replace(edition.stories[0], title=title, sentences=(sentence,))
    written = vary(title=title, stories=(story,), key_points=(sentence,))
    entry = entry_of(written)
    assert f'dir="{direction}">{title}' in entry.content
    made = edition_channel(written, identifier=ID.replace("5", "6"), links=LINKS)
    assert rules.rss_faults(rss(made, [entry])) == []
    assert rules.atom_faults(atom(made, [entry])) == []
    assert etree.fromstring(rss(made, [entry])).findtext("channel/item/title") == title


def test_all_forms_of_the_feed_are_valid(edition: Edition, rules: ModuleType) -> None:
    """The feed of a single edition breaks no rule."""
    made = edition_channel(edition, identifier=ID.replace("5", "6"), links=LINKS)
    entries = [entry_of(edition)]
    assert rules.rss_faults(rss(made, entries)) == []
    assert rules.atom_faults(atom(made, entries)) == []
    assert json.loads(jsonfeed(made, entries))["items"][0]["id"] == ID


BAD = '<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>'


def test_hostile_editions_are_harmless(
    edition: Edition, vary: Callable[..., Edition], rules: ModuleType
) -> None:
    """Markup in titles, sentences and outlets is shown as text; odd links lead nowhere."""
    sentence = replace(edition.stories[0].sentences[0], text=BAD)
    hostile = vary(
        title=BAD,
        stories=(replace(edition.stories[0], title=BAD, sentences=(sentence,)),),
        key_points=(sentence,),
        timeline=(replace(edition.timeline[1], text=BAD),),
        sources=(replace(edition.sources[0], title=BAD, outlet=BAD, url="javascript:alert(1)"),),
    )
    told = content(hostile, TEMPLATES, LINKS)
    assert rules.html_faults(told) == []
    assert BAD in Anchors(told).text
    assert {href.split(":")[0] for _, href in Anchors(told).links} == {"https"}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None), min_size=1, max_size=60))
def test_any_text_gives_valid_feeds(text: str, edition: Edition, rules: ModuleType) -> None:
    """Whatever stands in an article, the feed is well-formed and its HTML sound."""
    sentence = replace(edition.stories[0].sentences[0], text=text)
    story = replace(edition.stories[0], title=text, sentences=(sentence,))
    written = replace(edition, title=text, stories=(story,), key_points=(sentence,))
    made = edition_channel(written, identifier=ID, links=LINKS)
    entry = entry_of(written)
    assert rules.html_faults(entry.content) == []
    assert rules.rss_faults(rss(made, [entry])) == []


def test_a_template_of_the_users_own_is_cleaned(edition: Edition, tmp_path: Path) -> None:
    """Whatever it writes, scripts go and relative links become absolute."""
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "entry.html.j2").write_text(
        "<script>x()</script><p onclick='x()'><a href='more.html'>{{ edition.title }}</a></p>"
    )
    told = content(edition, Templates(tmp_path), LINKS)
    assert told == f'<p><a href="https://digest.invalid/more.html">{edition.title}</a></p>'


def test_a_wrong_template_is_named(edition: Edition, tmp_path: Path) -> None:
    """A mistake in it is the user's to mend: the message says where."""
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "entry.html.j2").write_text("{{ editoin.title }}")
    with pytest.raises(UsageError, match="editoin"):
        content(edition, Templates(tmp_path), LINKS)


def test_processes_agree_on_every_byte() -> None:
    """Hash seed, time zone and locale of a process change nothing in any file."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(ROOT), str(ROOT / "tests")],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/St_Johns"))
    }
    assert len(outputs) == 1
    assert len(next(iter(outputs)).split()) == 6

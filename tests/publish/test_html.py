"""The page stands alone, runs nothing, and every link on it leads somewhere."""

from __future__ import annotations

import base64
import hashlib
import itertools
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html
import pytest

from digest.errors import UsageError
from digest.model.edition import Change, Citation, CitedSentence, Story
from digest.model.settings import Settings
from digest.publish.html import PageLinks, page
from digest.publish.templates import Templates
from digest.service.make import MakeOrder, compose

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model.edition import Edition

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "<script>document.title='taken'</script>",
    "<img src=x onerror=\"document.title='taken'\">",
    "\"'><svg onload=document.title='taken'>",
    "</style><script>document.title='taken'</script>",
    "]]> {{ 7 * 7 }} {% raw %} &lt;b&gt; \u202e\x00\x1b\ud800",
    "w" * 10_000,
)


def made(edition: Edition, links: PageLinks | None = None) -> str:
    """Return the page of `edition` as text."""
    return page(edition, templates=Templates(), links=links or PageLinks()).decode()


def parsed(edition: Edition) -> lxml.html.HtmlElement:
    """Return the page of `edition` as a tree."""
    return lxml.html.fromstring(made(edition).encode())


def hostile(edition: Edition, text: str) -> Edition:
    """Return `edition` with `text` wherever words of others are shown."""
    source = replace(
        edition.sources[0], title=text, outlet=text, authors=(text,), url="javascript:alert(1)"
    )
    entry = edition.timeline[1]
    claims = tuple(replace(c, by=text, words=text) for c in entry.conflict)
    proof = replace(entry.proof, words=text)
    sentence = CitedSentence(text, edition.key_points[0].citations)
    return replace(
        edition,
        title=text,
        sources=(source,),
        key_points=(sentence,),
        stories=(Story('s"><script>', text, (sentence,), ("a-1",)),),
        timeline=(
            replace(entry, id="' onclick='x", text=text, conflict=claims, proof=proof),
            *edition.timeline[2:],
        ),
        changes=(Change("new", text, "nowhere"),),
        settings=replace(edition.settings, brand=text),
    )


def test_every_link_within_the_page_leads_to_an_id(edition: Edition) -> None:
    """Citations, contents, permalinks and marks all have a target; no id stands twice."""
    tree = parsed(edition)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {href[1:] for href in tree.xpath("//@href") if href.startswith("#")}
    assert targets <= set(ids)
    assert {"source-1", "event-e-2011-11", "story-s-1", "watch", "main"} <= targets


def test_every_sentence_and_event_has_a_permalink(edition: Edition) -> None:
    """What is quoted can be linked to."""
    tree = parsed(edition)
    for anchor in tree.xpath("//*[@class='text']/p/@id | //li[starts-with(@class, 'event')]/@id"):
        assert tree.xpath("//a[@href=$href]", href=f"#{anchor}")
    assert len(tree.xpath("//li[starts-with(@class, 'event')]")) == len(edition.timeline)


def test_every_sentence_is_on_the_page(edition: Edition) -> None:
    """Key points, stories, timeline and what to watch are told in full."""
    text = " ".join(parsed(edition).text_content().split())
    told = [s.text for s in edition.stories[0].sentences] + [e.text for e in edition.timeline]
    assert all(sentence in text for sentence in told)
    assert "3–6 March 2021 (“a few days ago”, said on 8 March 2021)" in text
    assert "“November 2011” names the date itself: November 2011." in text


def test_dates_can_be_read_by_programs(edition: Edition) -> None:
    """Each date HTML has a form for is a time element."""
    times = parsed(edition).xpath("//li//time/@datetime")
    assert times == ["2011-11", "2021-03-01", "2021-03-08", "2021-04"]


def test_feeds_are_discovered(edition: Edition) -> None:
    """Readers find the feeds, the calendar and the briefing from the head of the page."""
    links = PageLinks(rss="/rss.xml", ics=None, canonical="https://news.example.org/1")
    tree = lxml.html.fromstring(made(edition, links).encode())
    found = {link.get("type"): link.get("href") for link in tree.xpath("//link[@rel='alternate']")}
    assert found == {
        "application/rss+xml": "/rss.xml",
        "application/atom+xml": "atom.xml",
        "application/feed+json": "feed.json",
        "application/pdf": "briefing.pdf",
    }
    assert tree.xpath("//link[@rel='canonical']/@href") == ["https://news.example.org/1"]
    assert not tree.xpath("//a[@type='text/calendar']")


def test_the_page_loads_nothing(edition: Edition) -> None:
    """No script, no frame, no image, no foreign style; the policy names the one style there is."""
    tree = parsed(edition)
    assert not tree.xpath("//script | //iframe | //img | //object | //embed | //form")
    assert not tree.xpath("//link[@rel='stylesheet']")
    assert not tree.xpath("//@style")
    style = re.search(r"<style>(.*?)</style>", made(edition), re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in policy


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(edition: Edition, text: str) -> None:
    """Whatever sources say, the page has no more elements, handlers or links than it should."""
    tree = parsed(hostile(edition, text))
    assert not tree.xpath("//script | //img | //iframe")
    assert not [name for e in tree.iter() for name in e.attrib if name.startswith("on")]
    assert all(re.match(r"#|https?:|mailto:|[a-z]+\.[a-z]+$", h) for h in tree.xpath("//@href"))
    assert len(tree.xpath("//style")) == 1


def test_headings_descend_by_one(edition: Edition) -> None:
    """One h1 comes first, and no level is skipped."""
    levels = [int(h.tag[1]) for h in parsed(edition).xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_a_foreign_sentence_names_its_language_and_direction(edition: Edition) -> None:
    """A Persian story is marked for screen readers and runs right to left."""
    source = replace(edition.sources[0], language="fa")
    sentence = CitedSentence("باراک اوباما تلفنی گفت‌وگو کرد.", (Citation("a-1", 1, 0, 5),))
    story = Story("s-1", "گفت‌وگوی تلفنی", (sentence,), ("a-1",), "fa")
    tree = parsed(replace(edition, sources=(source,), stories=(story,)))
    heading = tree.xpath("//article/h2")[0]
    assert (heading.get("lang"), heading.get("dir")) == ("fa", "rtl")
    assert tree.xpath("//div[@class='text']/p[@lang='fa'][@dir='rtl']")


def test_an_edition_without_stories_says_so(vary: Callable[..., Edition]) -> None:
    """No story, no event, nothing left out: the page says what there is not."""
    empty = vary(stories=(), key_points=(), timeline=(), sources=(), ledger=(), changes=())
    text = parsed(empty).text_content()
    assert "No new article has come in." in text
    assert "no new article" in text
    assert "Sources" not in text
    unquotable = vary(stories=(), key_points=(), timeline=(), ledger=(), changes=())
    assert "There is no story in this edition" in parsed(unquotable).text_content()
    assert "No significant change since the last edition." in text
    assert "What was left out" not in text


def test_a_page_is_light(edition: Edition) -> None:
    """A page of one story is a quarter of what a phone on a bad line may wait for."""
    assert len(made(edition).encode()) < 25_600


def test_a_wrong_accent_is_refused(edition: Edition) -> None:
    """Settings cannot put anything but a colour into the style."""
    settings = replace(edition.settings, accent="red;} body{display:none")
    with pytest.raises(UsageError, match="not a colour"):
        made(replace(edition, settings=settings))


def test_a_users_template_overrides_the_packaged_one(edition: Edition, tmp_path: Path) -> None:
    """A file in the user's folder replaces one part; the others stay."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.css.j2").write_text("body { color: {{ accent }} }")
    own = page(edition, templates=Templates(tmp_path), links=PageLinks()).decode()
    assert "<style>body{color:#a3182b}</style>" in own
    assert "Storm closes the harbour" in own


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% if %}", "page.css.j2, line 1"),
        ("{{ nothing_of_the_kind }}", "nothing_of_the_kind"),
        ("{% include 'not-there' %}", "template not found: not-there"),
    ],
)
def test_a_wrong_template_is_named(
    edition: Edition, tmp_path: Path, template: str, message: str
) -> None:
    """A mistake in a user's template ends in one sentence that says where it is."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.css.j2").write_text(template)
    with pytest.raises(UsageError, match=re.escape(message)):
        page(edition, templates=Templates(tmp_path), links=PageLinks())


def test_two_processes_make_the_same_page(edition: Edition) -> None:
    """Hash seed, time zone and locale leave no trace."""
    code = (
        "import sys; sys.path[:0] = ['tests', '.']; from conftest import small_edition;"
        "from digest.publish.html import *; from digest.publish.templates import Templates;"
        "sys.stdout.buffer.write("
        "page(small_edition(), templates=Templates(), links=PageLinks()))"
    )
    pages = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            check=True,
            capture_output=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("4242", "Asia/Kathmandu"))
    }
    assert pages == {made(edition).encode()}


def test_the_page_of_a_long_edition_is_light() -> None:
    """Thirty stories and sixty dated events are less than 100 kB, style and graphics included."""
    settings = Settings(stories=30, timeline_entries=60)
    edition = compose(MakeOrder((), ROOT, settings, sample=True))
    assert len(edition.timeline) > 30
    assert len(made(edition).encode()) < 100_000

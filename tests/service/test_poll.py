"""Sources are polled: conditionally, at their pace, and every answer leaves a state."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from digest.errors import FetchError, InputError
from digest.model.definition import Definitions, SourceDefinition, SourceKind
from digest.model.job import JobKind, JobState, Pool
from digest.model.source import SourceHealth
from digest.service.define import define_all
from digest.service.desk import shown_sources
from digest.service.dispatch import work
from digest.service.poll import make_polls
from digest.service.subscribe import offered_feeds
from digest.store import articles, joblist, sources, withdrawals

if TYPE_CHECKING:
    Post = Any  # see net/mailserver.py
    from collections.abc import Iterator
    from pathlib import Path

    from digest.model.source import SourceState
    from digest.service.context import Context

LONG = "The harbour was closed on Monday after a storm tore two cranes loose. " * 30
ITEM = (
    "<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
    "<pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate>"
    "<description><![CDATA[{text}]]></description></item>"
)


def rss(*items: str) -> bytes:
    """Return a feed of items."""
    body = "".join(items)
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>{body}'
        "</channel></rss>"
    ).encode()


@dataclass
class Site:
    """A site on loopback: what it answers to each path, and what it was asked."""

    port: int = 0
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    headers: list[dict[str, str]] = field(default_factory=list)

    def url(self, path: str, host: str = "feeds.test") -> str:
        """Return the address of a path."""
        return f"http://{host}:{self.port}{path}"

    def say(self, path: str, content: bytes = b"", status: int = 200, **headers: str) -> None:
        """Let a path answer so."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, told, content)


@pytest.fixture
def site() -> Iterator[Site]:
    """A running site."""
    world = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            world.asked[self.path] += 1
            world.headers.append({k.lower(): v for k, v in self.headers.items()})
            status, headers, content = world.answers.get(self.path, (404, {}, b""))
            etag = headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                status, content = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    world.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield world
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def reader(context: Context) -> Context:
    """A service that may fetch from names below .test, all of them on loopback."""
    place = replace(context.place, private_hosts=(".test",), host_interval=timedelta(0))
    return replace(context, place=place, resolve=lambda _host, _port: ["127.0.0.1"])


def follow(context: Context, address: str, kind: SourceKind = SourceKind.FEED) -> None:
    """Define the source `gazette` and nothing else."""
    source = SourceDefinition("gazette", kind, address, language="en")
    define_all(context, Definitions(sources=(source,)))


def poll(context: Context) -> SourceState:
    """Let all that is due be done, and return how the source stands."""
    clock = context.clock
    clock.move(days=8)  # type: ignore[attr-defined]
    assert make_polls(context) <= 1
    for pool in (Pool.FETCH, Pool.INGEST):
        while work(context, pool, worker="w"):
            pass
    with context.store.read() as connection:
        return sources.get(connection, "gazette").state


def texts(context: Context) -> list[str]:
    """Return the beginnings of all stored texts, in order."""
    with context.store.read() as connection:
        refs = articles.refs_after(connection, None, 100)
        return sorted(a.text[:40] for a in articles.read(connection, refs))


def test_a_whole_entry_becomes_an_article_and_a_short_one_its_page(
    reader: Context, site: Site
) -> None:
    """Full text is taken from the feed, a teaser's from the page it links to."""
    short = ITEM.format(title="Short", link=site.url("/short"), text="A storm…")
    whole = ITEM.format(title="Whole", link=site.url("/whole"), text=f"<p>{LONG}</p>")
    site.say("/feed", rss(short, whole), Content_Type="application/rss+xml")
    page = f"<html><body><article><h1>Short</h1><p>Fetched. {LONG}</p></article></body></html>"
    site.say("/short", page.encode(), Content_Type="text/html")
    follow(reader, site.url("/feed"))
    state = poll(reader)
    assert (state.error, state.failures) == (None, 0)
    assert [text[:15].split() for text in texts(reader)] == [
        ["Short", "Fetched."],
        ["Whole", "The", "harb"],
    ]
    assert site.asked["/whole"] == 0
    with reader.store.read() as connection:
        refs = articles.refs_after(connection, None, 100)
        found = list(articles.read(connection, refs))
    assert {a.outlet for a in found} == {"Gazette"}
    assert {a.published.value for a in found} == {"2026-03-01T08:00:00+00:00"}


def test_a_feed_that_did_not_change_is_not_read_again(reader: Context, site: Site) -> None:
    """The second request is conditional, and its 304 lets the interval grow."""
    item = ITEM.format(title="Whole", link=site.url("/whole"), text=LONG)
    site.say("/feed", rss(item), Content_Type="text/xml", ETag='"one"')
    follow(reader, site.url("/feed"))
    first = poll(reader)
    second = poll(reader)
    assert site.headers[-1]["if-none-match"] == '"one"'
    assert second.interval > first.interval
    assert second.found == first.found
    assert len(texts(reader)) == 1


def test_an_entry_that_changed_is_a_new_version(reader: Context, site: Site) -> None:
    """The same address with another text is the same article."""
    for words in ("First. ", "Second. "):
        item = ITEM.format(title="Whole", link=site.url("/whole"), text=words + LONG)
        site.say("/feed", rss(item), Content_Type="text/xml")
        follow(reader, site.url("/feed"))
        poll(reader)
    with reader.store.read() as connection:
        refs = articles.refs_after(connection, None, 100)
    assert [version for _, version in refs] == [1, 2]
    assert len({article for article, _ in refs}) == 1


def test_an_entry_that_goes_back_is_a_new_version(reader: Context, site: Site) -> None:
    """What a feed says again it says now; polled on, it stays so."""
    follow(reader, site.url("/feed"))
    other = LONG.replace("two cranes", "three cranes")
    for text in (LONG, other, LONG, LONG, other, other):
        site.say("/feed", rss(ITEM.format(title="Storm", link="http://x.test/1", text=text)))
        poll(reader)
    with reader.store.read() as connection:
        refs = articles.refs_after(connection, None, 100)
        said = ["three" in article.text for article in articles.read(connection, refs)]
    assert said == [False, True, False, True]


def test_polling_again_changes_nothing(reader: Context, site: Site) -> None:
    """Entries that were taken are known, also when the server knows no conditions."""
    item = ITEM.format(title="Whole", link=site.url("/whole"), text=LONG)
    site.say("/feed", rss(item), Content_Type="text/xml")
    follow(reader, site.url("/feed"))
    poll(reader)
    with reader.store.read() as connection:
        before = len(joblist.newest(connection))
    poll(reader)
    with reader.store.read() as connection:
        after = joblist.newest(connection)
    assert len(after) == before + 1
    assert after[0].kind is JobKind.POLL
    assert after[0].result == "0 new"


@pytest.mark.parametrize("status", [404, 429, 500])
def test_a_failure_is_shown_and_backs_off(reader: Context, site: Site, status: int) -> None:
    """Each failure doubles the wait and says what was answered; an answer forgets them."""
    site.say("/feed", status=status)
    follow(reader, site.url("/feed"))
    first, second = poll(reader), poll(reader)
    assert f"answers {status}" in (second.error or "")
    assert second.failures == 2
    assert first.polled is not None
    assert second.polled is not None
    assert second.due - second.polled > (first.due - first.polled) * 1.5
    site.say("/feed", rss(), Content_Type="text/xml")
    assert poll(reader).failures == 0


def test_retry_after_is_obeyed(reader: Context, site: Site) -> None:
    """The server's own time wins over a shorter wait of ours."""
    site.say("/feed", status=503, Retry_After="80000")
    follow(reader, site.url("/feed"))
    state = poll(reader)
    assert state.polled is not None
    assert state.due - state.polled >= timedelta(seconds=80_000)


def test_a_feed_that_is_gone_is_not_asked_again(reader: Context, site: Site) -> None:
    """After 410 there is silence, until the address is another one."""
    site.say("/feed", status=410)
    follow(reader, site.url("/feed"))
    assert poll(reader).gone
    assert poll(reader).gone
    assert site.asked["/feed"] == 1
    site.say("/other", rss(), Content_Type="text/xml")
    follow(reader, site.url("/other"))
    assert not poll(reader).gone
    assert site.asked["/other"] == 1


def test_a_lasting_move_is_adopted(reader: Context, site: Site) -> None:
    """After 301 the new address is asked; the definition stays as it is."""
    site.say("/feed", status=301, Location="/new")
    site.say("/new", rss(), Content_Type="text/xml")
    follow(reader, site.url("/feed"))
    state = poll(reader)
    assert state.address == site.url("/new")
    follow(reader, site.url("/feed"))
    poll(reader)
    assert (site.asked["/feed"], site.asked["/new"]) == (1, 2)


def test_what_is_no_feed_is_said(reader: Context, site: Site) -> None:
    """A page in place of a feed is an error, not an empty feed."""
    site.say("/feed", b"<html><p>Hello</p></html>", Content_Type="text/html")
    follow(reader, site.url("/feed"))
    assert "no feed" in (poll(reader).error or "")


def test_a_list_of_urls_is_fetched(reader: Context, site: Site) -> None:
    """Each line is a page; a line that is none is said, and the others are taken."""
    page = f"<html><body><article><p>{LONG}</p></article></body></html>".encode()
    site.say("/a", page, Content_Type="text/html")
    lines = f"# mine\n{site.url('/a')}\nfile:///etc/passwd\n"
    (reader.place.home / "list.txt").write_text(lines, "utf-8")
    follow(reader, "list.txt", SourceKind.URLS)
    state = poll(reader)
    assert len(texts(reader)) == 1
    assert "Line 3" in (state.error or "")


def test_a_page_that_was_taken_back_withdraws_its_article(reader: Context, site: Site) -> None:
    """410 says that it was meant; 404 may be a mistake of the server."""
    site.say("/list", site.url("/one").encode() + b"\n" + site.url("/two").encode())
    for path, text in (("/one", LONG), ("/two", LONG.replace("harbour", "airport"))):
        page = f"<html lang='en'><title>Storm</title><article><p>{text}</p></article></html>"
        site.say(path, page.encode(), content_type="text/html")
    follow(reader, site.url("/list"), SourceKind.URLS)
    poll(reader)
    site.say("/one", status=410)
    site.say("/two", status=404)
    poll(reader)
    with reader.store.read() as connection:
        refs = articles.refs_after(connection, None, 9)
        found = {
            article.url: withdrawals.find(connection, article.id)
            for article in articles.read(connection, refs)
        }
    gone = found[site.url("/one")]
    assert gone is not None
    assert gone.reason == "Its page answers 410."
    assert found[site.url("/two")] is None


def test_an_entry_that_a_feed_deletes_is_withdrawn(reader: Context, site: Site) -> None:
    """By its tombstone (RFC 6721); an entry that is only no longer there is not."""
    entry = (
        "<entry><id>tag:x.test,2026:{0}</id><title>{0}</title><link href='http://x.test/{0}'/>"
        "<updated>2026-03-01T08:00:00Z</updated><content type='html'>{1}</content></entry>"
    )
    feed = (
        "<feed xmlns='http://www.w3.org/2005/Atom' "
        "xmlns:at='http://purl.org/atompub/tombstones/1.0'><title>Gazette</title>{}</feed>"
    )
    texts = {name: LONG.replace("harbour", name) for name in ("harbour", "airport", "station")}
    site.say("/feed", feed.format("".join(map(entry.format, texts, texts.values()))).encode())
    follow(reader, site.url("/feed"))
    poll(reader)
    gone = "<at:deleted-entry ref='tag:x.test,2026:airport' when='2026-03-02T08:00:00Z'/>"
    site.say("/feed", feed.format(gone + entry.format("harbour", texts["harbour"])).encode())
    poll(reader)
    with reader.store.read() as connection:
        refs = articles.refs_after(connection, None, 9)
        found = [
            article.title
            for article in articles.read(connection, refs)
            if withdrawals.find(connection, article.id)
        ]
    assert found == ["airport"]


def test_letters_of_a_mailbox_become_articles(reader: Context, post: Post) -> None:
    """Each once, from the last one on; what cannot be read is a dead job."""
    body = "Content-Type: text/html\n\n<html><body><article><h1>Storm</h1><p>{}</p></article>"
    letter = f"From: Gazette <a@b.org>\nSubject: Storm {{}}\nMessage-ID: <{{}}@b.org>\n{body}"
    post.letters = {3: letter.format(1, 1, LONG).encode(), 4: b"\n\n"}
    place = replace(reader.place, secrets={"gazette": "se cret"})
    service = replace(reader, place=place)
    follow(service, f"imap://ada@mail.test:{post.port}/News", SourceKind.MAIL)
    assert poll(service).error is None
    post.letters[9] = letter.format(2, 2, f"Later. {LONG}").encode()
    assert poll(service).etag == "7:9"
    assert poll(service).error is None
    assert len(texts(service)) == 2
    with service.store.read() as connection:
        read = [j.state for j in joblist.newest(connection) if j.kind is JobKind.INGEST]
    assert sorted(read) == [JobState.DEAD, JobState.DONE, JobState.DONE]


def test_a_mailbox_that_breaks_off_is_gone_on_with(reader: Context, post: Post) -> None:
    """What was taken until then stays, the error is shown, and the next look begins behind it."""
    letter = f"Subject: Storm {{0}}\nMessage-ID: <{{0}}@b.org>\n\n{{0}} {LONG}"
    post.letters = {uid: letter.format(uid).encode() for uid in (1, 2, 3)}
    post.closes_at = 2
    service = replace(reader, place=replace(reader.place, secrets={"gazette": "se cret"}))
    follow(service, f"imap://ada@mail.test:{post.port}/News", SourceKind.MAIL)
    broken = poll(service)
    assert (broken.etag, broken.failures) == ("7:1", 1)
    post.closes_at = 0
    assert poll(service).etag == "7:3"
    assert len(texts(service)) == 3


def test_a_mailbox_without_a_password_says_which_to_give(reader: Context) -> None:
    """By the name of the variable."""
    follow(reader, "imaps://ada@mail.test/News", SourceKind.MAIL)
    assert "DIGEST_SECRET_GAZETTE" in (poll(reader).error or "")


def test_an_article_on_several_pages_is_one(reader: Context, site: Site) -> None:
    """Each further page is fetched after the first, and the whole is one document."""
    link = '<link rel="next" href="/a?page={}">'
    texts_of = [f"{n}. {LONG}" for n in (1, 2, 3)]
    for number, text in enumerate(texts_of, start=1):
        head = link.format(number + 1) if number < 3 else ""
        page = f"<html><head>{head}</head><body><article><h1>Storm</h1><p>{text}</p></article>"
        path = "/a" if number == 1 else f"/a?page={number}"
        site.say(path, page.encode(), Content_Type="text/html")
    (reader.place.home / "list.txt").write_text(site.url("/a"), "utf-8")
    follow(reader, "list.txt", SourceKind.URLS)
    poll(reader)
    with reader.store.read() as connection:
        refs = articles.refs_after(connection, None, 100)
        (article,) = articles.read(connection, refs)
    assert [article.text.count(text.strip()) for text in texts_of] == [1, 1, 1]


def test_the_feeds_of_a_site_are_found(reader: Context, site: Site) -> None:
    """Those that its page declares, or the one that lies at the address itself."""
    item = ITEM.format(title="Storm", link=site.url("/1"), text=LONG)
    site.say("/feed", rss(item), Content_Type="text/xml")
    page = '<link rel="alternate" type="application/rss+xml" title="All of it" href="/feed">'
    site.say("/", page.encode(), Content_Type="text/html")
    site.say("/none", b"<p>Nothing here</p>", Content_Type="text/html")
    for path, title in (("/", "All of it"), ("/feed", "Gazette")):
        (found,) = offered_feeds(reader, site.url(path))
        assert (found.address, found.title) == (site.url("/feed"), title)
    with pytest.raises(InputError, match="offers no feed"):
        offered_feeds(reader, site.url("/none"))
    with pytest.raises(FetchError, match="answers 404"):
        offered_feeds(reader, site.url("/gone"))


def test_a_folder_is_read_once(reader: Context, tmp_path: Path) -> None:
    """Files are taken when they are new or have changed; links and hidden files are left."""
    folder = tmp_path / "wire"
    folder.mkdir()
    (folder / "a.txt").write_text(f"Storm closes harbour\n\n{LONG}", "utf-8")
    (folder / ".hidden.txt").write_text("no", "utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "home" / "digest.toml")
    (folder / "empty.txt").write_text("", "utf-8")
    follow(reader, str(folder), SourceKind.FOLDER)
    assert poll(reader).error is None
    poll(reader)
    assert len(texts(reader)) == 1
    with reader.store.read() as connection:
        read = [j for j in joblist.newest(connection) if j.kind is JobKind.INGEST]
    assert sorted(job.state for job in read) == [JobState.DEAD, JobState.DONE]


def test_the_rhythm_of_a_source_is_told_by_the_days_it_brings_something(
    reader: Context, site: Site
) -> None:
    """Several articles of one day count once, and five days are needed."""
    follow(reader, site.url("/feed"))
    for day in range(5):
        items = [
            ITEM.format(title=f"{day}.{n}", link=site.url(f"/{day}/{n}"), text=f"{day}.{n} {LONG}")
            for n in range(2)
        ]
        site.say("/feed", rss(*items), Content_Type="text/xml")
        with reader.store.read() as connection:
            assert sources.rhythms(connection, reader.clock() - timedelta(days=90)) == {}
        poll(reader)  # moves eight days on
    with reader.store.read() as connection:
        (rhythm,) = sources.rhythms(connection, reader.clock() - timedelta(days=90)).values()
    assert rhythm.days == 8


def test_a_source_that_is_not_defined_any_more_is_left(reader: Context, site: Site) -> None:
    """What digest.toml no longer names is not asked."""
    site.say("/feed", rss(), Content_Type="text/xml")
    follow(reader, site.url("/feed"))
    define_all(reader, Definitions())
    reader.clock.move(days=8)  # type: ignore[attr-defined]
    assert make_polls(reader) == 0


def test_the_desk_tells_what_a_source_brings(reader: Context, site: Site) -> None:
    """Articles a day, the share of known ones, delay, and an error when there is one."""
    items = [
        ITEM.format(title=f"Whole {n}", link=site.url(f"/{n}"), text=f"{max(n, 1)}. {LONG}")
        for n in range(8)
    ]
    site.say("/feed", rss(*items), Content_Type="text/xml")
    follow(reader, site.url("/feed"))
    poll(reader)
    (shown,) = shown_sources(reader)
    assert (shown.name, shown.health, shown.error) == ("gazette", SourceHealth.FINE, None)
    assert shown.articles_a_day == round(8 / 7, 1)
    assert shown.duplicates == 0
    assert shown.delay == timedelta(days=8, hours=4)
    reader.clock.move(days=40)  # type: ignore[attr-defined]
    assert shown_sources(reader)[0].health is SourceHealth.SILENT
    site.say("/feed", status=500)
    poll(reader)
    (shown,) = shown_sources(reader)
    assert shown.health is SourceHealth.FAILING
    assert "answers 500" in (shown.error or "")

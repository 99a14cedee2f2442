"""Fetching: limits hold, redirects are followed, sites are asked politely."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from digest.errors import (
    FetchError,
    ForbiddenUrlError,
    HostBusyError,
    UnwantedError,
)
from digest.net.manners import OwnManners
from digest.net.retry_after import retry_after

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

    from conftest import Internet

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _page(kind: str) -> bool:
    return kind == "text/html"


def test_a_page_comes_with_its_type_and_charset(internet: Internet) -> None:
    """What lies at an address is returned as bytes with what was declared."""
    internet.answers["/a?b=%C3%A9"] = internet.page(
        "<p>é".encode("latin-1"), "text/html; charset=ISO-8859-1"
    )
    found = internet.fetcher().get("http://news.example.org/a?b=é#frag", wants=_page)
    assert (found.status, found.media_type, found.charset) == (200, "text/html", "iso-8859-1")
    assert found.content.decode("latin-1") == "<p>é"
    assert found.moved is None


def test_the_request_says_who_asks(internet: Internet) -> None:
    """The user agent is ours, the Host header is the name's, conditions are passed on."""
    fetcher = internet.fetcher()
    fetcher.get("http://news.example.org/", wants=_page, headers={"If-None-Match": '"x"'})
    headers = internet.seen[-1][1]
    assert headers["user-agent"] == fetcher.agent
    assert headers["host"] == "news.example.org"
    assert headers["if-none-match"] == '"x"'


def test_a_large_body_ends_at_the_limit(internet: Internet) -> None:
    """Two hundred megabytes are broken off after the five that are allowed."""
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "200000000")
        handler.end_headers()
        for _ in range(200):
            sent += handler.wfile.write(bytes(1_000_000))

    internet.answers["/"] = endless
    with pytest.raises(UnwantedError, match="larger than 5 MB"):
        internet.fetcher().get("http://news.example.org/", wants=_page)
    assert sent < 50_000_000


def test_a_bomb_is_found_out_before_it_is_unpacked(internet: Internet) -> None:
    """A gzip stream of 200 MB ends at the same limit."""
    internet.answers["/"] = internet.page(internet.bomb(200), Content_Encoding="gzip")
    with pytest.raises(UnwantedError, match="larger than 5 MB"):
        internet.fetcher().get("http://news.example.org/", wants=_page)


def test_a_packed_page_is_unpacked(internet: Internet) -> None:
    """A gzip stream within the limit is the page."""
    internet.answers["/"] = internet.page(internet.bomb(1), Content_Encoding="gzip")
    assert internet.fetcher().get("http://news.example.org/", wants=_page).content == bytes(
        1_000_000
    )


def test_another_packing_is_refused(internet: Internet) -> None:
    """What we did not offer to unpack is not guessed at."""
    internet.answers["/"] = internet.page(b"xx", Content_Encoding="br")
    with pytest.raises(UnwantedError, match="'br'"):
        internet.fetcher().get("http://news.example.org/", wants=_page)


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_slow_drip_ends_at_the_deadline(internet: Internet, where: str) -> None:
    """A byte now and then keeps nobody beyond the total, in the head as in the body."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        if where == "head":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        else:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            handler.end_headers()
        with suppress(OSError):
            for _ in range(600):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.05)

    internet.answers["/"] = drip
    with pytest.raises(FetchError, match=r"took longer than the 0\.5 s"):
        internet.fetcher(seconds=0.5).get("http://news.example.org/", wants=_page)


def test_endless_headers_are_no_http(internet: Internet) -> None:
    """A head that does not end is broken off by its size."""

    def heads(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            handler.wfile.write(b"X-%d: %s\r\n" % (number, b"y" * 100))

    internet.answers["/"] = heads
    with pytest.raises(FetchError, match="does not speak HTTP"):
        internet.fetcher().get("http://news.example.org/", wants=_page)


def test_another_kind_is_refused_before_its_body(internet: Internet) -> None:
    """A film is not read to find out that it is no page."""
    internet.answers["/"] = internet.page(b"0" * 100, "video/mp4")
    with pytest.raises(UnwantedError, match="video/mp4"):
        internet.fetcher().get("http://news.example.org/", wants=_page)


def test_redirects_end(internet: Internet) -> None:
    """A circle of redirects is an error."""
    internet.answers["/"] = internet.redirect("/")
    with pytest.raises(FetchError, match="more than 5 times"):
        internet.fetcher().get("http://news.example.org/", wants=_page)
    assert internet.asked["/"] == 6


def test_only_lasting_redirects_move_an_address(internet: Internet) -> None:
    """A permanent hop is adopted, what lies behind a temporary one is not."""
    internet.answers["/"] = internet.redirect("/new", 301)
    internet.answers["/new"] = internet.redirect("/today", 302)
    internet.answers["/today"] = internet.page(b"x")
    found = internet.fetcher().get("http://news.example.org/", wants=_page)
    assert found.url == "http://news.example.org/today"
    assert found.moved == "http://news.example.org/new"


def test_conditions_stay_with_the_first_site(internet: Internet) -> None:
    """Headers of the caller do not follow a redirect to another site."""
    internet.answers["/"] = internet.redirect("http://other.example.org/b")
    internet.fetcher().get(
        "http://news.example.org/", wants=_page, headers={"If-None-Match": '"x"'}
    )
    path, headers = internet.seen[-1]
    assert path == "/b"
    assert "if-none-match" not in headers


def test_robots_are_obeyed_and_asked_once(internet: Internet) -> None:
    """What a site disallows is not fetched, and its rules are kept."""
    rules = b"User-agent: article-digest\nDisallow: /private\n"
    internet.answers["/robots.txt"] = internet.page(rules, "text/plain")
    fetcher = internet.fetcher()
    with pytest.raises(ForbiddenUrlError, match="asks that /private/x"):
        fetcher.get("http://news.example.org/private/x", wants=_page)
    assert fetcher.get("http://news.example.org/open", wants=_page).status == 404
    assert internet.asked["/robots.txt"] == 1
    assert internet.asked["/private/x"] == 0


def test_a_site_whose_robots_fail_is_left_alone(internet: Internet) -> None:
    """An error in place of the rules means that nothing may be fetched for now."""
    internet.answers["/robots.txt"] = internet.page(b"", "text/plain", 500)
    with pytest.raises(ForbiddenUrlError, match="cannot be read"):
        internet.fetcher().get("http://news.example.org/", wants=_page)
    assert internet.asked["/"] == 0


def test_requests_to_one_host_keep_their_distance(internet: Internet) -> None:
    """Each request has its turn; one that is too far off is left for later."""
    slept: list[float] = []
    fetcher = internet.fetcher(
        interval=timedelta(seconds=2), clock=lambda: NOW, sleep=slept.append, seconds=30.0
    )
    fetcher.get("http://news.example.org/", wants=_page)
    assert slept == [2.0]  # robots.txt went first
    with pytest.raises(HostBusyError) as caught:
        fetcher.get("http://news.example.org/", wants=_page)
    assert caught.value.until == NOW + timedelta(seconds=4)


def test_a_crawl_delay_is_kept(internet: Internet) -> None:
    """A site that asks for more time between requests gets it."""
    internet.answers["/robots.txt"] = internet.page(
        b"User-agent: *\nCrawl-delay: 10\n", "text/plain"
    )
    fetcher = internet.fetcher(clock=lambda: NOW, sleep=lambda _: None)
    fetcher.get("http://news.example.org/", wants=_page)
    with pytest.raises(HostBusyError) as caught:
        fetcher.get("http://news.example.org/", wants=_page)
    assert caught.value.until == NOW + timedelta(seconds=10)


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_is_overloaded_rests(internet: Internet, status: int) -> None:
    """Retry-After holds for the whole host."""
    manners = OwnManners()
    internet.answers["/"] = internet.page(b"", status=status, Retry_After="120")
    fetcher = internet.fetcher(clock=lambda: NOW, manners=manners)
    assert fetcher.get("http://news.example.org/", wants=_page).status == status
    with pytest.raises(HostBusyError) as caught:
        fetcher.get("http://news.example.org/other", wants=_page)
    assert caught.value.until == NOW + timedelta(seconds=120)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("soon", None),
        ("-5", None),
        ("60", 60),
        ("9" * 40, 86_400),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30),
        ("Sun, 01 Mar 2020 12:00:30 GMT", 0),
        ("Sun, 01 Mar 2099 12:00:30 GMT", 86_400),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: int | None) -> None:
    """Seconds and dates are moments between now and a day off; anything else is none."""
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert retry_after(value, NOW) == expected


def test_a_broken_answer_is_said(internet: Internet) -> None:
    """What is no HTTP, ends early or is broken gzip ends in one error each."""

    def short(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nx"
        )

    internet.answers["/short"] = short
    internet.answers["/other"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")
    internet.answers["/nothing"] = lambda _handler: None
    internet.answers["/gzip"] = internet.page(b"no gzip", Content_Encoding="gzip")
    for path in ("/short", "/other", "/nothing", "/gzip"):
        with pytest.raises(FetchError):
            internet.fetcher().get(f"http://news.example.org{path}", wants=_page)


def test_a_secure_connection_must_be_trusted(internet: Internet) -> None:
    """A server without a certificate is not spoken to over https."""
    with pytest.raises(FetchError, match="no secure connection"):
        internet.fetcher(seconds=5.0).get("https://news.example.org/", wants=_page)

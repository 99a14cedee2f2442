"""Nobody drives a service on loopback from elsewhere."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from digest.web.guard import Rules, is_local, refusal

PLAIN = Rules()


def status(method: str = "POST", **headers: str) -> int | None:
    """Return the status that a request is refused with whoever sends it, or None."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    found = refusal(PLAIN, method, Headers({"host": "localhost:8000", **named}))
    return found.status if found else None


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
def test_loopback_answers_by_its_names(host: str) -> None:
    """With or without a port, in any case."""
    assert status(host=host) is None


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "10.0.0.1"]
)
def test_a_name_that_was_rebound_is_not_answered(host: str) -> None:
    """DNS rebinding sends the attacker's name, even in a read."""
    assert status(method="GET", host=host) == 421


@pytest.mark.parametrize("host", ["", "a@localhost", "localhost/x", "[::1", "localhost:x#"])
def test_a_broken_host_is_a_bad_request(host: str) -> None:
    """What is no host names none."""
    assert status(method="GET", host=host) in {400, 421}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9000"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_a_page_elsewhere_may_not_write(headers: dict[str, str]) -> None:
    """Another port of the same host is another site too."""
    assert status(**headers) == 403


def test_a_page_elsewhere_may_link_here() -> None:
    """Reads change nothing, and no other page can see their answer."""
    assert status(method="GET", origin="https://evil.example", sec_fetch_site="cross-site") is None


def test_a_page_of_ours_and_a_program_may_write() -> None:
    """The same origin, or none."""
    assert status(origin="http://localhost:8000", sec_fetch_site="same-origin") is None
    assert status() is None


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        ("10.0.0.7", {}),
        (None, {}),
        ("127.0.0.1", {"host": "news.example"}),
        ("127.0.0.1", {"x-forwarded-for": "10.0.0.7"}),
        ("127.0.0.1", {"forwarded": "for=10.0.0.7"}),
    ],
)
def test_only_this_machine_is_local(client: str | None, headers: dict[str, str]) -> None:
    """Neither another address, nor a proxy that speaks for one."""
    assert not is_local(Headers({"host": "localhost:8000", **headers}), client)
    assert is_local(Headers({"host": "localhost:8000"}), "127.0.0.1")

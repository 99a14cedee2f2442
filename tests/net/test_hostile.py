"""Addresses that attackers write: none of them reaches what is not public."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import ConfigError, FetchError, UnsafeUrlError
from digest.net.reach import is_public, parse_openings
from digest.net.url import follow, parse_url

if TYPE_CHECKING:
    from conftest import Internet

CLOSED_HOSTS = (
    *("127.0.0.1", "127.1.2.3", "0.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1"),
    *("198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd12:3456::1]", "[fec0::1]", "[ff02::1]"),
    *("[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001::1]", "[2001:db8::1]"),
    *("[100::1]", "[5f00::1]", "[3fff::1]", "[::ffff:169.254.169.254]"),
)
ODD_URLS = (
    *("file:///etc/passwd", "gopher://example.org/", "ftp://example.org/a", "data:text/html,a"),
    *("javascript:alert(1)", "jar:http://example.org/", "dict://example.org:11211/", "//x.org/"),
    *(
        "unix:/var/run/docker.sock",
        "ldap://example.org/",
        "",
        "example.org",
        "http://",
        "http:///a",
    ),
    *("http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://0x7f.1/"),
    *("http://127.1/", "http://0177.0.0.1/", "http://127.0.0.01/", "http://1.2.3.4.5/"),
    *("http://user@example.org/", "http://user:pw@example.org/", "http://example.org@127.0.0.1/"),
    *("http://127.0.0.1\\@example.org/", "http://example.org\\.evil.org/", "http:\\\\127.0.0.1\\"),
    *("http://exa mple.org/", "http://example.org/a\r\nHost: evil", "http://example.org/\x00"),
    *("http://127.0.0.%31/", "http://%6c%6f%63alhost/", "http://[::1%25lo]/", "http://[::1/"),
    *("http://example.org:22/", "http://example.org:25/", "http://example.org:99999/"),
    *(
        "http://example.org:-1/",
        "http://-bad-.org/",
        "http://a..b/",
        "http://１２７。０。０。１:25/",
    ),
    "http://" + "a" * 300 + ".org/",
    "http://example.org/" + "a" * 9000,
)


@pytest.mark.parametrize("host", CLOSED_HOSTS)
def test_an_address_that_is_not_public_is_not_spoken_to(internet: Internet, host: str) -> None:
    """A literal address of a closed network is refused before anything is sent."""
    with pytest.raises(UnsafeUrlError, match="not on the public internet"):
        internet.fetcher().get(f"http://{host}/", wants=bool)
    assert internet.reached == []


@pytest.mark.parametrize("host", CLOSED_HOSTS)
def test_a_name_that_leads_to_a_closed_address_is_not_spoken_to(
    internet: Internet, host: str
) -> None:
    """A name is judged by what it resolves to, public addresses beside it or not."""
    internet.names["inside.example.org"] = [["93.184.215.14", host.strip("[]")]]
    with pytest.raises(UnsafeUrlError):
        internet.fetcher().get("http://inside.example.org/", wants=bool)
    assert internet.reached == []


@pytest.mark.parametrize("url", ODD_URLS)
def test_an_odd_address_is_refused_as_one(internet: Internet, url: str) -> None:
    """Other schemes, credentials, blanks, numbers in disguise and odd ports are no addresses."""
    with pytest.raises(UnsafeUrlError):
        internet.fetcher().get(url, wants=bool)
    assert internet.reached == []


def test_a_name_that_changes_between_look_and_leap_gains_nothing(internet: Internet) -> None:
    """Rebinding: each connection goes to the address that was judged, and each is judged."""
    internet.names["flip.example.org"] = [["93.184.215.14"], ["127.0.0.1"]]
    with pytest.raises(UnsafeUrlError):
        internet.fetcher().get("http://flip.example.org/", wants=bool)
    assert internet.reached == ["93.184.215.14"]  # for robots.txt; the page itself was not


@pytest.mark.parametrize("host", CLOSED_HOSTS)
def test_a_redirect_inside_is_refused_on_its_hop(internet: Internet, host: str) -> None:
    """Each hop is judged like the first."""
    internet.answers["/"] = internet.redirect(f"http://{host}/latest/meta-data/")
    with pytest.raises(UnsafeUrlError):
        internet.fetcher().get("http://news.example.org/", wants=bool)
    assert set(internet.reached) == {"93.184.215.14"}


def test_full_width_digits_are_the_address_they_look_like(internet: Internet) -> None:
    """A host in other digits is folded before it is judged."""
    with pytest.raises(UnsafeUrlError):
        internet.fetcher().get("http://１２７.０.０.１/", wants=bool)
    assert internet.reached == []


def test_a_host_without_address_is_said(internet: Internet) -> None:
    """A name that does not resolve is an error that may pass, not an unsafe one."""
    with pytest.raises(FetchError, match="has no address") as caught:
        internet.fetcher().get("http://nowhere.example.org/", wants=bool)
    assert not isinstance(caught.value, UnsafeUrlError)


@pytest.mark.parametrize(
    ("openings", "opened", "closed"),
    [
        (["intra.example:8080"], ["http://intra.example:8080/"], ["http://intra.example:8081/"]),
        (["intra.example"], ["http://intra.example:9000/"], ["http://x.intra.example/"]),
        ([".corp.example"], ["http://a.corp.example/"], ["http://corp.example/"]),
        (["10.0.0.0/30"], ["http://10.0.0.2/"], ["http://10.0.0.4/", "http://intra.example/"]),
        (["[::1]:8080"], ["http://[::1]:8080/"], ["http://[::1]:8081/", "http://127.0.0.1:8080/"]),
        (["127.0.0.1"], ["http://127.0.0.1:5000/"], ["http://127.0.0.2:5000/"]),
    ],
)
def test_an_opening_opens_exactly_what_it_names(
    internet: Internet, openings: list[str], opened: list[str], closed: list[str]
) -> None:
    """Names, domains, networks and ports open themselves and nothing beside."""
    for name in ("intra.example", "x.intra.example", "a.corp.example", "corp.example"):
        internet.names[name] = [["10.0.0.1"]]
    fetcher = internet.fetcher(openings=parse_openings(openings))
    for url in opened:
        assert fetcher.get(url, wants=bool).status == 404
    for url in closed:
        with pytest.raises(UnsafeUrlError):
            fetcher.get(url, wants=bool)


@pytest.mark.parametrize("entry", ["", "http://intra.example/", "a/b", ".", "::zz"])
def test_an_opening_that_names_no_host_is_refused(entry: str) -> None:
    """A setting that would open nothing, or who knows what, is an error."""
    with pytest.raises(ConfigError, match="DIGEST_PRIVATE_HOSTS"):
        parse_openings([entry])


@given(address=st.ip_addresses())
def test_no_address_that_python_calls_private_is_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    """Our list is no wider than the standard library's."""
    mapped = getattr(address, "ipv4_mapped", None)
    if address.is_private or address.is_multicast or address.is_reserved or address.is_link_local:
        carried = mapped is not None or address in ipaddress.ip_network("64:ff9b::/96")
        assert carried or not is_public(address)


@given(text=st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    """Parsing and redirects raise one error, and what is parsed parses again to itself."""
    start = parse_url("https://example.org/a/b?c")
    for read in (lambda: parse_url(f"http://{text}"), lambda: follow(start, text)):
        try:
            target = read()
        except UnsafeUrlError:
            continue
        assert parse_url(target.url) == target

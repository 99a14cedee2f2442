"""Files are sent whole, in part, compressed or not at all, as their askers need."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.web.caching import SHORT, WHOLE, Representation, answer, negotiate, represent, span

MODIFIED = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
TEXT = b"<rss>" + b"The harbour was closed on Monday. " * 100 + b"</rss>"
FEED = represent(TEXT, "application/rss+xml; charset=utf-8", MODIFIED)
PDF = represent(bytes(range(256)) * 8, "application/pdf", MODIFIED)


def told(file: Representation, **asked: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of the answer to a GET."""
    headers = {name.replace("_", "-"): value for name, value in asked.items()}
    response = answer(file, "GET", headers, control=SHORT)
    return response.status_code, dict(response.headers), bytes(response.body)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("*", "br"),
        ("br;q=0, *;q=0.1", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("gzip;q=0", "identity"),
        ("deflate", "identity"),
        ("GZIP ; q=0.7", "gzip"),
    ],
)
def test_the_encoding_is_the_one_asked_for_most(accepted: str, encoding: str) -> None:
    """Weights decide; what is not named is not sent, but for the plain bytes."""
    assert negotiate(FEED, accepted).encoding == encoding


def test_every_variant_holds_the_same_text_and_has_its_own_tag() -> None:
    """A strong tag names bytes, so three encodings have three."""
    variants = FEED.variants
    assert gzip.decompress(variants["gzip"].content) == TEXT
    assert brotli.decompress(variants["br"].content) == TEXT
    assert len({variant.etag for variant in variants.values()}) == 3


def test_the_same_bytes_have_the_same_tags_at_any_time() -> None:
    """No clock goes into a variant."""
    again = represent(TEXT, FEED.media_type, MODIFIED + timedelta(days=400))
    assert again.variants == FEED.variants


def test_what_is_compressed_already_or_short_is_sent_as_it_is() -> None:
    """PDFs and short texts have one variant, and say nothing of Vary."""
    assert set(PDF.variants) == {"identity"}
    assert "vary" not in told(PDF)[1]
    assert set(represent(b"{}", "application/json", MODIFIED).variants) == {"identity"}


def test_an_answer_says_what_caches_need() -> None:
    """Tag, date, lifetime, length, type and what it varies by."""
    status, headers, body = told(FEED, accept_encoding="gzip")
    assert status == 200
    assert headers == {
        "etag": FEED.variants["gzip"].etag,
        "last-modified": "Sun, 01 Mar 2026 12:00:00 GMT",
        "cache-control": "public, max-age=60",
        "vary": "Accept-Encoding",
        "content-encoding": "gzip",
        "content-type": "application/rss+xml; charset=utf-8",
        "content-length": str(len(body)),
    }


def test_a_head_has_the_headers_of_the_get_and_no_body() -> None:
    """Only the bytes are missing."""
    response = answer(FEED, "HEAD", {}, control=SHORT)
    assert response.body == b""
    assert dict(response.headers) == told(FEED)[1]


@pytest.mark.parametrize(
    "tags", ["{etag}", "W/{etag}", '"another", {etag}', "*", ' "x" ,W/"y",{etag}']
)
def test_a_known_tag_gets_no_bytes(tags: str) -> None:
    """A 304 has the validators of the answer that it stands for."""
    etag = FEED.variants["identity"].etag
    status, headers, body = told(FEED, if_none_match=tags.format(etag=etag))
    assert (status, body, headers["etag"]) == (304, b"", etag)
    assert headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in headers


def test_the_tag_of_another_encoding_is_not_known() -> None:
    """Who has the gzipped bytes does not have the plain ones."""
    assert told(FEED, if_none_match=FEED.variants["gzip"].etag)[0] == 200


@pytest.mark.parametrize(
    ("seconds", "status"), [(-1, 200), (0, 304), (3600, 304)], ids=["older", "same", "newer"]
)
def test_a_known_date_gets_no_bytes(seconds: int, status: int) -> None:
    """Dates have whole seconds: the file's own are cut off before it is compared."""
    since = format_datetime(MODIFIED + timedelta(seconds=seconds), usegmt=True)
    assert told(FEED, if_modified_since=since)[0] == status


def test_a_tag_outranks_a_date() -> None:
    """With both, only the tag counts (RFC 9110, 13.2.2)."""
    since = format_datetime(MODIFIED, usegmt=True)
    assert told(FEED, if_none_match='"other"', if_modified_since=since)[0] == 200


def test_a_broken_date_is_passed_over() -> None:
    """What is no date makes no condition."""
    assert told(FEED, if_modified_since="yesterday")[0] == 200


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-9", (0, 10)),
        ("bytes=2000-", (2000, 2048)),
        ("bytes=-48", (2000, 2048)),
        ("bytes=-9999", (0, 2048)),
        ("bytes=0-99999", (0, 2048)),
        ("bytes=2048-", None),
        ("bytes=-0", None),
        ("bytes=9-3", WHOLE),
        ("bytes=0-1,5-6", WHOLE),
        ("lines=1-2", WHOLE),
        ("bytes=-", WHOLE),
    ],
)
def test_a_range_names_a_part_of_the_bytes(header: str, part: tuple[int, int] | None) -> None:
    """First and last byte, both within; what is no single range is passed over."""
    assert span(header, 2048) == part


@given(first=st.integers(0, 3000), last=st.integers(0, 3000))
def test_a_part_is_what_stands_there(first: int, last: int) -> None:
    """A 206 holds the bytes that it says, and a 416 says how many there are."""
    status, headers, body = told(PDF, range=f"bytes={first}-{last}")
    whole = PDF.variants["identity"].content
    if last < first:
        assert (status, body) == (200, whole)
    elif first >= len(whole):
        assert (status, headers["content-range"]) == (416, f"bytes */{len(whole)}")
    else:
        assert (status, body) == (206, whole[first : last + 1])
        assert headers["content-length"] == str(len(body))


def test_a_part_is_sent_only_of_the_bytes_that_were_begun() -> None:
    """If-Range with another tag gets the whole file."""
    etag = PDF.variants["identity"].etag
    assert told(PDF, range="bytes=0-9", if_range=etag)[0] == 206
    assert told(PDF, range="bytes=0-9", if_range='"old"')[0] == 200
    assert told(PDF, range="bytes=0-9", if_range="Sun, 01 Mar 2026 12:00:00 GMT")[0] == 206


def test_feeds_are_sent_whole() -> None:
    """Only what says Accept-Ranges is cut."""
    assert told(FEED, range="bytes=0-9")[0] == 200

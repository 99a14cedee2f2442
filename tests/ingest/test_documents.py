"""Files of every kind become documents and links, and hostile ones a clear refusal each."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import InputError
from digest.ingest.documents import SUFFIXES, read_file, read_items
from digest.ingest.files import open_input
from digest.model.article import MediaType
from digest.model.received import Link, Received, Refused

if TYPE_CHECKING:
    from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """Return an archive of members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def docx(body: str, head: str = "") -> bytes:
    """Return a Word document."""
    xml = (
        f"<?xml version='1.0'?>{head}<w:document xmlns:w='{W}'><w:body>{body}</w:body></w:document>"
    )
    return zipped(("word/document.xml", xml.encode()))


def pdf(pages: int, text: str = "A storm came.") -> bytes:
    """Return a PDF of one page that declares `pages`."""
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count %d >>" % pages,
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def one(name: str, content: bytes) -> Received:
    """Return the only document of a file."""
    (item,) = read_items(name, content)
    assert isinstance(item, Received)
    return item


def test_a_newsletter_is_a_page_with_its_sender_and_date() -> None:
    """The HTML part wins; subject, sender and Date header go with it."""
    message = (
        b"From: =?utf-8?q?=C3=84rzte_News?= <a@example.org>\r\nSubject: Storm\r\n"
        b"Date: Mon, 8 Mar 2021 07:00:00 +0100\r\nMessage-ID: <1@example.org>\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
        b"--x\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>\xe4rzte</p>\r\n--x--\r\n"
    )
    found = one("letter.eml", message)
    assert (found.media_type, found.content.decode().strip()) == (MediaType.HTML, "<p>ärzte</p>")
    assert (found.given.title, found.given.outlet) == ("Storm", "Ärzte News")
    assert found.given.published == "2021-03-08T07:00:00+01:00"


def test_a_newsletter_links_where_its_links_lead() -> None:
    """What counts clicks is taken off, and its page in the browser is its address."""
    wrapped = "https://x.org/click?url=https%3A%2F%2Fa.org%2F{}"
    body = (
        f"Subject: x\nContent-Type: text/html\n\n<a href='{wrapped.format('b?c=1%26d=2')}'>"
        f'Storm</a> <a style=x href="{wrapped.format("letter")}">View in your browser</a>'
    )
    found = one("letter.eml", body.encode())
    assert b"href='https://a.org/b?c=1&amp;d=2'" in found.content
    assert found.given.url == "https://a.org/letter"


@pytest.mark.parametrize("body", ["<a " * 1_000_000, "<a href='http://a" + " href=" * 500_000])
def test_a_letter_full_of_broken_links_is_read(body: str) -> None:
    """Looking for links takes no longer than the letter is long."""
    found = one("letter.eml", f"Subject: x\nContent-Type: text/html\n\n{body}".encode())
    assert found.given.url is None
    assert list(read_items("b.html", f"<!DOCTYPE NETSCAPE-Bookmark-file-1>{body}".encode())) == []


def test_a_word_document_is_its_paragraphs() -> None:
    """Runs of one paragraph are one line."""
    body = "<w:p><w:r><w:t>A storm</w:t></w:r><w:r><w:t> came.</w:t></w:r></w:p><w:p/>" * 2
    assert one("a.docx", docx(body)).content.decode() == "A storm came.\n\nA storm came."


def test_a_pdf_is_its_text() -> None:
    """The text of its pages is the document."""
    assert "A storm came." in one("a.pdf", pdf(1)).content.decode()


def test_exports_are_links() -> None:
    """Bookmarks, tables and lists of the services name pages; other schemes are passed over."""
    marks = (
        b'<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p><DT><A HREF="https://a.org/?x=1&amp;y=2" '
        b'ADD_DATE="1">Storm &amp; sea</A><DT><A HREF="javascript:alert(1)">x</A></DL>'
    )
    table = (
        b"\xef\xbb\xbfURL,Title,Folder\r\nhttps://a.org/1,Storm,Unread\r\nfile:///x,No,Unread\r\n"
    )
    listed = json.dumps([{"url": "https://a.org/2", "title": "Gale"}, {"id": 3}]).encode()
    found = [
        [(i.url, i.given.title) for i in read_items(name, content) if isinstance(i, Link)]
        for name, content in (("b.html", marks), ("i.csv", table), ("w.json", listed))
    ]
    assert found == [
        [("https://a.org/?x=1&y=2", "Storm & sea")],
        [("https://a.org/1", "Storm")],
        [("https://a.org/2", "Gale")],
    ]


def test_a_member_that_cannot_be_taken_does_not_keep_the_others() -> None:
    """Names that lead out, links, bombs and unknown kinds are refused one by one."""
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    content = zipped(
        ("good.txt", b"A storm came."),
        ("../../etc/passwd.txt", b"x"),
        ("/etc/passwd.txt", b"x"),
        ("..\\evil.txt", b"x"),
        ("C:/evil.txt", b"x"),
        (link, b"/etc/passwd"),
        ("bomb.txt", bytes(30_000_000)),
        ("inner.zip", zipped(("a.txt", b"x"))),
        ("program.exe", b"MZ"),
        ("empty.txt", b""),
        ("letter.eml", b"Subject: Storm\n\nA storm came."),
    )
    items = list(read_items("wire.zip", content))
    assert [i.name for i in items if isinstance(i, Received)] == [
        "wire.zip:good.txt",
        "wire.zip:letter.eml",
    ]
    assert len([i for i in items if isinstance(i, Refused) and i.reason.endswith(".")]) == 9


def record(kind: str, url: str, block: bytes, content_type: str = "application/http") -> bytes:
    """Return a record of a web archive."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def reply(body: bytes, headers: str = "", status: int = 200) -> bytes:
    """Return a page as a server sends it."""
    return (
        f"HTTP/1.1 {status} X\r\nContent-Type: text/html; charset=latin-1\r\n{headers}\r\n".encode()
        + body
    )


def test_a_web_archive_is_its_pages() -> None:
    """Answers of the kinds that are read, their codings undone; the rest is passed over."""
    page = "<p>Stürme</p>".encode("latin-1")
    chunked = b"%x;a=1\r\n%s\r\n0\r\n\r\n" % (len(page), page)
    content = b"".join(
        (
            record("warcinfo", "", b"software: x", "application/warc-fields"),
            record("request", "https://a.org/0", b"GET / HTTP/1.1\r\n\r\n"),
            record("response", "https://a.org/1", reply(page)),
            record(
                "response",
                "<https://a.org/2>",
                reply(gzip.compress(page), "Content-Encoding: gzip\r\n"),
            ),
            record("response", "https://a.org/3", reply(chunked, "Transfer-Encoding: chunked\r\n")),
            record("response", "https://a.org/4", reply(page, "Transfer-Encoding: chunked\r\n")),
            record("response", "https://a.org/5", reply(page, status=404)),
            record("response", "https://a.org/6", reply(page, "Content-Encoding: br\r\n")),
            record("response", "file:///etc/passwd", reply(page)),
            record("resource", "https://a.org/7", page, "text/html"),
            record("resource", "https://a.org/8", b"x", "image/png"),
        )
    )
    found = list(read_items("crawl.warc", content))
    pages = {i.given.url: i for i in found if isinstance(i, Received)}
    assert sorted(url[-1] for url in pages if url) == ["1", "2", "3", "4", "7"]
    assert {i.content for i in pages.values()} == {page}
    assert pages["https://a.org/1"].charset == "cp1252"
    assert [i.name for i in found if isinstance(i, Refused)] == ["https://a.org/6"]


def test_a_packed_web_archive_is_read_record_by_record(tmp_path: Path) -> None:
    """Each of its records is a gzip member of its own."""
    one, two = (record("response", f"https://a.org/{n}", reply(b"<p>A storm.")) for n in "12")
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(gzip.compress(one) + gzip.compress(two))
    with open_input(str(path)) as opened:
        assert len(list(read_file(opened))) == 2


def test_a_page_of_an_archive_that_is_a_bomb_is_refused() -> None:
    """It is unpacked no further than a document may be large."""
    bomb = reply(gzip.compress(bytes(30_000_000)), "Content-Encoding: gzip\r\n")
    (item,) = read_items("crawl.warc", record("response", "https://a.org/", bomb))
    assert isinstance(item, Refused)
    assert "larger than 20 MB" in item.reason


LAUGHS = "<!DOCTYPE w [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("huge.txt", b"x" * 20_000_001),
        ("empty.txt", b" \n"),
        ("million.pdf", pdf(1_000_000)),
        ("none.pdf", b"%PDF-1.4\n"),
        ("scan.pdf", pdf(1, "")),
        ("none.docx", b"PK\x03\x04"),
        ("other.docx", zipped(("a.txt", b"x"))),
        ("bomb.docx", zipped(("word/document.xml", bytes(30_000_000)))),
        ("laughs.docx", docx("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", f"{LAUGHS}]>")),
        (
            "xxe.docx",
            docx(
                "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>",
                "<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
            ),
        ),
        ("deep.docx", docx("<w:p>" * 200_000)),
        ("none.zip", b"no archive"),
        ("none.eml", b"\n\n"),
        ("none.warc", b"GET / HTTP/1.1\r\n\r\n"),
        ("cut.warc", record("response", "https://a.org/", reply(b"<p>"))[:-9]),
        ("long.warc", b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\n"),
        ("minus.warc", b"WARC/1.0\r\nContent-Length: -1\r\n\r\n"),
        ("head.warc", b"WARC/1.0\r\n" + b"a: b\r\n" * 100_000),
        ("laughs.html.json", b'{"a": ["&lol;"]}'),
        ("gap.warc", b"WARC/1.0\r\nContent-Length: 0\r\n\r\n" + b"\n" * 10_000_000 + b"x"),
        ("deep.json", b"[" * 200_000),
        ("other.json", b'{"a": 1}'),
        ("other.csv", b"a,b\n1,2\n"),
        ("field.csv", b"url\n" + b'"' + b"x" * 200_000),
    ],
)
def test_a_hostile_file_is_refused(name: str, content: bytes) -> None:
    """Each is one sentence that names the file."""
    with pytest.raises(InputError, match=name.replace(".", r"\.")):
        list(read_items(name, content))


def test_an_archive_of_too_many_files_is_refused() -> None:
    """The directory of an archive is bounded as well."""
    content = zipped(*((f"{n}.txt", b"") for n in range(20_001)))
    with pytest.raises(InputError, match="20001 files"):
        list(read_items("many.zip", content))


@given(suffix=st.sampled_from(sorted(SUFFIXES)), content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(suffix: str, content: bytes) -> None:
    """Whatever is called whatever, the only error is the one that is shown to users."""
    magic = {
        ".pdf": b"%PDF-1.7\n",
        ".zip": b"PK\x05\x06",
        ".docx": b"PK\x03\x04",
        ".warc": b"WARC/1.0\r\n",
    }.get(suffix, b"")
    for data in (content, magic + content, pdf(1)[: struct.unpack("H", (content + b"..")[:2])[0]]):
        try:
            list(read_items(f"a{suffix}", data))
        except InputError as error:
            assert "a." in str(error)  # noqa: PT017 - most are read

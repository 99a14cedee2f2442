"""People find every digest, every edition and every way to subscribe."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from starlette.testclient import TestClient

from digest.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.service.context import Context


class _Links(HTMLParser):
    """Collects where a page links to, and its autodiscovery links by type."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: list[str] = []
        self.alternates: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.anchors.append(found["href"])
        if tag == "link" and found.get("rel") == "alternate":
            self.alternates[found["type"]] = found["href"]


def links(html: str) -> _Links:
    """Return the links of a page."""
    parser = _Links()
    parser.feed(html)
    return parser


@pytest.mark.parametrize("address", ["/", "/digests/storms/", "/digests/storms/months/", "/search"])
def test_every_link_of_a_page_leads_somewhere(
    client: TestClient, publish: Callable[[str], None], address: str
) -> None:
    """Before the first edition, and after some."""
    for key in (None, "one", "two"):
        if key:
            publish(key)
        page = client.get(address)
        assert page.status_code == 200
        found = links(page.text)
        assert found.anchors
        for link in (*found.anchors, *found.alternates.values()):
            assert client.get(urljoin(address, link)).status_code == 200, link


def test_readers_find_the_feeds_by_themselves(
    client: TestClient, publish: Callable[[str], None]
) -> None:
    """Autodiscovery names the feeds there are, and no other."""
    publish("one")
    found = links(client.get("/digests/storms/").text).alternates
    assert found == {"application/atom+xml": "atom.xml", "application/rss+xml": "rss.xml"}


def test_titles_are_text_on_a_page(client: TestClient) -> None:
    """What looks like a tag in a digest's title is none."""
    page = client.get("/").text
    assert "Storms &amp; &lt;Tides&gt;" in page
    assert "<Tides>" not in page


def test_older_editions_are_on_further_pages(
    client: TestClient, publish: Callable[[str], None]
) -> None:
    """Following the link to older ones passes each edition once."""
    for number in range(51):
        publish(f"{number}")
    first = links(client.get("/digests/storms/").text).anchors
    assert "editions/51/" in first
    assert "editions/1/" not in first
    (older,) = [link for link in first if link.startswith("?")]
    second = links(client.get(f"/digests/storms/{older}").text).anchors
    assert [link for link in second if link.startswith("editions/")] == ["editions/1/"]


def test_pages_run_nothing_and_load_nothing(client: TestClient) -> None:
    """The policy allows the one style that stands in the page."""
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "<script" not in page.text


def test_a_page_that_did_not_change_is_not_sent_again(client: TestClient) -> None:
    """By its tag."""
    etag = client.get("/").headers["etag"]
    assert client.get("/", headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize("stripped", [True, False])
def test_the_service_works_beneath_a_path(
    context: Context,
    publish: Callable[[str], None],
    stripped: bool,  # noqa: FBT001 - pytest names it
) -> None:
    """Whether the proxy strips the path or not, every link stays beneath it."""
    publish("one")
    client = TestClient(create_app(context, root_path="/news/"), base_url="http://localhost")
    front = "" if stripped else "/news"
    for address in ("/", "/digests/storms/"):
        found = client.get(front + address)
        assert found.status_code == 200
        for link in links(found.text).anchors:
            outside = urljoin("/news" + address, link)
            assert outside.startswith("/news/")
            assert client.get(front + outside.removeprefix("/news")).status_code == 200
    listed = client.get(f"{front}/api/v1/digests").json()
    assert listed[0]["latest"]["files"]["rss.xml"].startswith("/news/digests/storms/editions/1/")


@pytest.mark.parametrize(
    ("address", "kind", "begins"),
    [
        ("/feed.css", "text/css; charset=utf-8", "@namespace"),
        ("/icon.svg", "image/svg+xml", "<svg"),
    ],
)
def test_feeds_have_a_stylesheet_and_an_icon(
    client: TestClient, address: str, kind: str, begins: str
) -> None:
    """Both may be kept, and load nothing from anywhere."""
    found = client.get(address)
    assert (found.status_code, found.headers["content-type"]) == (200, kind)
    assert found.text.lstrip().startswith(begins)
    assert found.headers["content-security-policy"] == "default-src 'none'"
    assert "max-age" in found.headers["cache-control"]
    assert "accent" not in found.text


def test_editions_are_found_by_month(client: TestClient, publish: Callable[[str], None]) -> None:
    """How many there are in each, and which; a month without one is not there."""
    assert "no edition yet" in client.get("/digests/storms/months/").text
    for key in ("one", "two"):
        publish(key)
    assert "March<span" in client.get("/digests/storms/months/").text
    month = client.get("/digests/storms/months/2026-03/")
    assert "2 editions" in month.text
    assert "Edition two" in month.text
    found = links(month.text).anchors
    for link in found:
        assert client.get(urljoin("/digests/storms/months/2026-03/", link)).status_code == 200, link
    for wrong in ("2026-02", "2026-3", "2026-13", "now"):
        assert client.get(f"/digests/storms/months/{wrong}/").status_code == 404


def test_addresses_can_be_copied(client: TestClient, publish: Callable[[str], None]) -> None:
    """Whole, as readers and calendars want them."""
    publish("one")
    page = client.get("/digests/storms/").text
    assert "<code>https://news.example/digests/storms/atom.xml</code>" in page

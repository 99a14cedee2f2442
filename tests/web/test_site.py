"""The folder of public files holds what the service answers, and nginx sends it as it is."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
import pytest

from digest.errors import OutputError
from digest.model.definition import Definitions, DigestDefinition, Form, WhenEmpty
from digest.model.job import Pool
from digest.service.define import define_all
from digest.service.dispatch import work
from digest.service.release import withdraw
from digest.service.trigger import trigger
from digest.web.app import create_app
from digest.web.site import STATE, Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

    from digest.service.context import Context

DOCS = Path(__file__).parents[2] / "docs" / "publishing.md"
FORMS = (Form.PAGE, Form.RSS, Form.ATOM, Form.JSON, Form.CALENDAR, Form.TIMELINE)
STORMS = DigestDefinition("storms", "Storms", forms=FORMS, when_empty=WhenEmpty.NO_CHANGE)
BOARD = DigestDefinition("board", "Board", forms=FORMS, when_empty=WhenEmpty.NO_CHANGE)


@pytest.fixture
def site(context: Context, tmp_path: Path) -> Site:
    """A folder that follows a service."""
    app = create_app(context, fresh=timedelta(0))
    return Site(app, context, tmp_path / "site")


def release(context: Context, name: str, key: str) -> None:
    """Release an edition of a digest."""
    trigger(context, name, key)
    while work(context, Pool.RENDER, worker="w"):
        pass


def held(site: Site) -> set[str]:
    """Return the files of the folder, the packed ones left out."""
    found = (path for path in site.folder.rglob("*") if path.is_file())
    names = {path.relative_to(site.folder).as_posix() for path in found}
    return {name for name in names if not name.endswith((".gz", ".br"))} - {STATE}


def test_every_file_holds_what_the_service_answers(
    context: Context, site: Site, client: TestClient
) -> None:
    """Byte for byte, with its time, and packed beside it; nothing is written twice."""
    define_all(context, Definitions((STORMS,)))
    release(context, "storms", "one")
    assert site.refresh() == len(held(site)) > 20
    assert site.refresh() == 0
    for name in held(site):
        path = site.folder / name
        answer = client.get("/" + name.removesuffix("index.html"))
        assert path.read_bytes() == answer.content, name
        packed = path.with_name(f"{path.name}.gz")
        if packed.exists():
            assert gzip.decompress(packed.read_bytes()) == answer.content
            brotlied = path.with_name(f"{path.name}.br").read_bytes()
            assert brotli.decompress(brotlied) == answer.content
    assert (site.folder / "digests/storms/atom.xml.gz").exists()
    feed = site.folder / "digests/storms/atom.xml"
    assert feed.stat().st_mtime == context.clock().timestamp()


def test_a_new_edition_writes_its_own_files_and_no_history(context: Context, site: Site) -> None:
    """The files of earlier editions are left alone."""
    define_all(context, Definitions((STORMS,)))
    release(context, "storms", "one")
    site.refresh()
    first = site.folder / "digests/storms/editions/1/edition.json"
    later = replace(context, clock=lambda: context.clock() + timedelta(hours=1))
    release(later, "storms", "two")
    assert Site(site.app, later, site.folder).refresh() > 0
    assert b"editions/2/" in (site.folder / "digests/storms/index.html").read_bytes()
    edited = first.stat().st_ino
    release(later, "storms", "three")
    assert Site(site.app, later, site.folder).refresh() > 0
    assert (site.folder / "digests/storms/editions/3/index.html").exists()
    assert first.stat().st_ino == edited


def test_what_is_no_longer_public_is_taken_out(context: Context, site: Site) -> None:
    """A withdrawn edition, a digest that became private, one that is no longer defined."""
    define_all(context, Definitions((STORMS, BOARD)))
    for name in ("storms", "board"):
        release(context, name, f"{name}-1")
    release(context, "storms", "storms-2")
    site.refresh()
    withdraw(context, "storms", 1)
    private = DigestDefinition("board", "Board", forms=FORMS, private=True)
    define_all(context, Definitions((STORMS, private)))
    site.refresh()
    assert not [name for name in held(site) if "board" in name]
    assert not [name for name in held(site) if "editions/1/" in name]
    assert "digests/storms/editions/2/index.html" in held(site)
    assert "board" not in (site.folder / "index.html").read_text()
    define_all(context, Definitions(()))
    site.refresh()
    assert not [name for name in held(site) if name.startswith("digests/")]


def test_a_folder_that_cannot_be_written_is_told(context: Context, site: Site) -> None:
    """With the variable that names it."""
    define_all(context, Definitions((STORMS,)))
    release(context, "storms", "one")
    site.folder.write_text("a file")
    with pytest.raises(OutputError, match="DIGEST_SITE"):
        site.refresh()


NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
AROUND = """
daemon off; worker_processes 1; pid {folder}/pid; error_log stderr crit; {user}
events {{ worker_connections 64; }}
http {{
access_log off;
client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
uwsgi_temp_path {folder}; scgi_temp_path {folder};
{server}
}}
"""


@pytest.fixture
def nginx(site: Site, context: Context, tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    """A connection to nginx, configured as docs/publishing.md shows, before two editions."""
    if NGINX is None:
        pytest.skip("nginx is not installed (apt-get install nginx-light)")
    define_all(context, Definitions((STORMS,)))
    release(context, "storms", "one")
    site.refresh()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    (server,) = re.findall(r"```nginx\n(.*?)```", DOCS.read_text(), re.DOTALL)
    shown = server.replace("listen 80;", f"listen 127.0.0.1:{port};")
    shown = shown.replace("/srv/digest", str(site.folder)).replace("127.0.0.1:8000", "127.0.0.1:9")
    user = "user root;" if os.geteuid() == 0 else ""
    folder = tmp_path / "nginx"
    folder.mkdir()
    settings = folder / "nginx.conf"
    settings.write_text(AROUND.format(folder=folder, server=shown, user=user))
    process = subprocess.Popen(
        [NGINX, "-c", settings, "-p", folder], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, "nginx ended"
                assert time.monotonic() < deadline, "nginx does not listen"
                time.sleep(0.02)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            yield connection
    finally:
        process.terminate()
        process.wait(30)


def asked(
    nginx: http.client.HTTPConnection, path: str, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body that nginx answers to a GET."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    nginx.request("GET", path, headers={"Host": "news.example.org", **named})
    answer = nginx.getresponse()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()


@pytest.mark.system
def test_nginx_serves_the_folder_as_the_documents_show(
    nginx: http.client.HTTPConnection, client: TestClient
) -> None:
    """Feeds and pages as the service has them, packed, conditional, in parts; nothing hidden."""
    feed = "/digests/storms/atom.xml"
    status, headers, body = asked(nginx, feed, Accept_Encoding="gzip")
    assert (status, headers["content-encoding"], headers["vary"]) == (
        200,
        "gzip",
        "Accept-Encoding",
    )
    assert gzip.decompress(body) == client.get(feed).content
    again = asked(nginx, feed, Accept_Encoding="gzip", If_None_Match=headers["etag"])
    assert again[0] == 304
    since = headers["last-modified"]
    assert since == client.get(feed).headers["last-modified"]
    assert asked(nginx, feed, If_Modified_Since=since)[0] == 304
    for page in ("/", "/digests/storms/", "/digests/storms/editions/1/"):
        status, headers, body = asked(nginx, page)
        assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert body == client.get(page).content
    assert asked(nginx, "/digests/storms/feed.json")[1]["content-type"] == "application/json"
    part = asked(nginx, "/digests/storms/editions/1/edition.json", Range="bytes=0-9")
    assert (part[0], len(part[2])) == (206, 10)
    for hidden in (f"/{STATE}", f"{feed}.gz"):
        assert asked(nginx, hidden)[0] == 404
    assert asked(nginx, "/digests/gone/atom.xml")[0] == 502  # it is the service's to answer

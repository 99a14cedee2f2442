"""The public part of a service as a folder of files, for a web server, a bucket or a CDN.

Each file holds what the service itself answers at that address, its time of change included. A
file that packs well has a `.gz` and a `.br` beside it, which web servers send instead.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message

from digest.errors import OutputError
from digest.service.context import Context
from digest.service.sitemap import STATE, Shown, changes
from digest.web.caching import represent

_SUFFIXES = {"gzip": ".gz", "br": ".br"}
_FOUND = 200


@dataclass(frozen=True, slots=True)
class Site:
    """A folder that follows a service; `app` is an application of it that keeps no answer.

    `root` is the path that the service stands beneath, "" or like "/news".
    """

    app: ASGIApp
    context: Context
    folder: Path
    root: str = ""

    def refresh(self) -> int:
        """Bring the folder up to date, and return how many addresses were written.

        Raises:
            OutputError: the folder cannot be written; what was not written is, the next time.
            StoreError: the service cannot be read.
        """
        found = changes(self.context, self._shown())
        if not found.written and not found.removed:
            return 0
        try:
            written = asyncio.run(self._write(found.written))
            for gone in found.removed:
                shutil.rmtree(self.folder / gone, ignore_errors=True)
            _put(self.folder / STATE, _told(found.shown).encode(), None)
        except OSError as error:
            said = error.strerror or str(error)
            raise OutputError(
                f"The folder of public files {self.folder} cannot be written: {said}; free some "
                "space, or name another in DIGEST_SITE."
            ) from error
        return written

    async def _write(self, paths: Iterable[str]) -> int:
        count = 0
        for path in paths:
            answer = await _get(self.app, self.context, f"{self.root}/{path}")
            if answer is None:  # an edition was withdrawn, a digest retired in the meantime
                continue
            name = f"{path}index.html" if not path or path.endswith("/") else path
            _put_all(self.folder / name, answer)
            count += 1
        return count

    def _shown(self) -> dict[str, Shown]:
        try:
            told = json.loads((self.folder / STATE).read_text())
            return {
                name: Shown(one["generation"], datetime.fromisoformat(one["changed"]))
                for name, one in told.items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the service answers: the plain bytes, their type, and when they changed."""

    content: bytes
    media_type: str
    modified: datetime | None


async def _get(app: ASGIApp, context: Context, path: str) -> _Answer | None:
    """Return what `app` answers to a GET of `path`, None when there is nothing."""
    host = urlsplit(context.place.base.base_url).netloc
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", host.encode())],
        "client": None,
        "server": None,
    }
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    await app(scope, receive, send)
    if told[0]["status"] != _FOUND:
        return None
    headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    content = b"".join(message.get("body", b"") for message in told[1:])
    since = headers.get("last-modified")
    return _Answer(
        content, headers["content-type"], parsedate_to_datetime(since) if since else None
    )


def _put_all(path: Path, answer: _Answer) -> None:
    """Write a file with its packed forms beside it."""
    made = represent(answer.content, answer.media_type, None).variants
    for encoding, suffix in _SUFFIXES.items():
        packed = path.with_name(path.name + suffix)
        if encoding in made:
            _put(packed, made[encoding].content, answer.modified)
        else:
            packed.unlink(missing_ok=True)
    _put(path, answer.content, answer.modified)


def _put(path: Path, content: bytes, modified: datetime | None) -> None:
    """Write a file that appears whole: beside its place, then renamed into it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_bytes(content)
    if modified is not None:
        os.utime(scratch, (modified.timestamp(), modified.timestamp()))
    scratch.replace(path)


def _told(shown: Mapping[str, Shown]) -> str:
    plain = {
        name: {"generation": one.generation, "changed": one.changed.isoformat()}
        for name, one in sorted(shown.items())
    }
    return json.dumps(plain, indent=1) + "\n"

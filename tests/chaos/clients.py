"""Clients of a service, which note what they were promised and what they were shown."""

from __future__ import annotations

import http.client
import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import feedparser
from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Clients:
    """Senders that note what was accepted, and a reader that notes what it was shown.

    `promised` is called with each at once: the id of what was accepted, the address of an edition.
    """

    port: int
    broker: str
    seed: int
    accepted: list[str] = field(default_factory=list)
    wished: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    shown: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    other_ports: tuple[int, ...] = ()
    promised: Callable[[str], None] = lambda _what: None
    stopped: threading.Event = field(default_factory=threading.Event)

    def all(self) -> tuple[Callable[[], None], ...]:
        """Return what they do, each until `stopped` is set."""
        return self.send, self.wish, self.call, self.read

    def wait_for_promises(self, most: float) -> None:
        """Go on until something of each kind was promised: nothing else can be broken.

        `most` is in seconds; a service that promises nothing for so long is left to be judged.
        """
        end = time.monotonic() + most
        while not (self.accepted and self.wished) and time.monotonic() < end:
            time.sleep(0.1)

    def send(self) -> None:
        """Send articles, and each time the one before once more; some hold nothing readable."""
        number = 0
        while not self.stopped.wait(0.05):
            name = f"{self.seed}-{number}"
            text = f"The storm of day {number} closed harbour {name}. Two cranes fell into the sea."
            page = {"html": "<p> </p>"} if number % 10 == 9 else {"text": text}
            body = {"title": f"Storm {name}", "published": "2026-03-02", **page}
            if self.ask("POST", "/api/v1/articles", body, name)[0] == 202:
                self.promised(name)
                self.accepted.append(name)
                number += 1

    def wish(self) -> None:
        """Ask for editions, each time under an id of its own, sent twice."""
        number = 0
        while not self.stopped.wait(0.7):
            name = f"wish-{self.seed}-{number}"
            asked = [self.ask("POST", "/api/v1/digests/storms/editions", {}, name)[0] for _ in "ab"]
            if 202 in asked:
                self.promised(name)
                self.wished.append(name)
            number += 1

    def call(self) -> None:
        """Send tasks as Celery's users do; the broker may lose those that nobody has taken yet."""
        number = 0
        while not self.stopped.wait(0.5):
            name = f"call-{self.seed}-{number}"
            article = {"text": f"The storm called {name} went by.", "published": "2026-03-02"}
            task, asked = [("digest.ingest", article), ("digest.trigger", "storms")][number % 2]
            with Celery(broker=self.broker) as app:
                app.conf.broker_transport_options = {"global_keyprefix": "digest:"}
                with suppress(OperationalError, RedisError):
                    app.send_task(task, args=[asked], task_id=name, queue="celery", retry=False)
                    self.called.append(name)
            number += 1

    def read(self) -> None:
        """Read the feed again and again: whatever is answered is whole, ids and dates stay."""
        while not self.stopped.wait(0.1):
            status, content = self.ask("GET", "/digests/storms/atom.xml", None, "")
            if status == 200:
                found = feedparser.parse(content)
                if found.bozo:
                    self.broken.append(str(found.bozo_exception))
                for entry in found.entries:
                    seen = (entry.id, entry.published)
                    if entry.link not in self.shown:
                        self.promised(entry.id)
                    self.shown.setdefault(entry.link, set()).add(seen)

    def ask(self, method: str, path: str, body: object, key: str) -> tuple[int, bytes]:
        """Return status and content of an answer; 0 when there is none, or not all of it.

        Where there are several webs the next one is asked then, as a proxy before them does.
        """
        for port in (self.port, *self.other_ports):
            status, content = _ask(port, method, path, body, key)
            if status:
                return status, content
        return 0, b""


def _ask(port: int, method: str, path: str, body: object, key: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"content-type": "application/json", **({"idempotency-key": key} if key else {})}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()

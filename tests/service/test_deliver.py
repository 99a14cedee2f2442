"""Receivers are told of each edition at least once, whatever fails; who has left is left alone."""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from digest.errors import UsageError
from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Form, Origin, Schedule
from digest.model.delivery import Mailing, MailServer, Occasion, Webhook
from digest.model.job import JobKind, JobState, Pool
from digest.model.received import Given, Received
from digest.service.accept import Request, accept
from digest.service.deliver import NO_LONGER
from digest.service.dispatch import work
from digest.service.recipients import readmit, recipients_of, unsubscribe
from digest.service.release import withdraw
from digest.service.tick import make_due
from digest.service.trigger import trigger
from digest.store import digests, joblist

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from aiosmtpd.smtp import SMTP, Envelope, Session
    from conftest import Clock

    from digest.model.job import Job
    from digest.service.context import Context

STORM = (
    "Storm closes the harbour\n\nPORT ALDER, March 1 -- The harbour was closed on Sunday after a "
    "storm tore two cranes loose. Harbour master Ines Okafor said the quay would reopen in April.\n"
)
SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()


@dataclass
class Receiver:
    """A webhook: its port, the statuses that it answers with in turn, and what it got."""

    port: int = 0
    statuses: list[int] = field(default_factory=lambda: [204])
    got: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A running webhook."""
    world = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            world.got.append((headers, json.loads(body)))
            statuses = world.statuses
            self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
            self.end_headers()

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


class Postbox:
    """Keeps the letters that come."""

    def __init__(self) -> None:
        """Hold none."""
        self.letters: list[tuple[list[str], str]] = []

    async def handle_DATA(self, _smtp: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take one."""
        self.letters.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 taken"


@pytest.fixture
def postbox() -> Postbox:
    """Where mail goes."""
    return Postbox()


@pytest.fixture
def sending(context: Context, postbox: Postbox, serve_mail: Callable[..., int]) -> Context:
    """The service with a mail server, a key, and leave to speak to this machine."""
    port = serve_mail(postbox)
    place = replace(
        context.place,
        secrets={"desk": SECRET},
        mail=MailServer("127.0.0.1", port, "Desk <desk@news.example.org>"),
        private_hosts=("127.0.0.1",),
        base=replace(context.place.base, base_url="https://news.example.org/"),
    )
    return replace(context, place=place)


def define(context: Context, **more: object) -> None:
    """Define the digest that is told of."""
    made = DigestDefinition("harbour", "The harbour", forms=(Form.PAGE, Form.ATOM))
    made = replace(made, **more)  # type: ignore[arg-type]
    with context.store.write() as connection:
        digests.define(connection, made, Origin.FILE, context.clock())


def hook(receiver: Receiver, *events: Occasion) -> Webhook:
    """Return the definition of the webhook that runs."""
    url = f"http://127.0.0.1:{receiver.port}/hook"
    return Webhook(url, "desk", events or (Occasion.RELEASED,))


def release(context: Context) -> None:
    """Send an article, and make an edition of it."""
    given = Given(published="2026-03-01", url="https://example.org/storm")
    accept(context, Request("a", Received("a", MediaType.TEXT, STORM.encode(), given)))
    assert work(context, Pool.INGEST, worker="w") is not None
    trigger(context, "harbour", "wish")
    assert work(context, Pool.RENDER, worker="w") is not None


def deliver(context: Context) -> list[Job]:
    """Make all deliveries that are due, and return the jobs of all there are."""
    while work(context, Pool.FETCH, worker="w"):
        pass
    with context.store.read() as connection:
        found = joblist.newest(connection, limit=100)
    return [job for job in found if job.kind is JobKind.DELIVER]


def test_a_webhook_is_told_of_a_release(sending: Context, receiver: Receiver) -> None:
    """Where the edition stands, what it is, and under which id, signed."""
    define(sending, webhooks=(hook(receiver),))
    release(sending)
    (job,) = deliver(sending)
    assert (job.state, job.result) == (JobState.DONE, "answered 204")
    ((headers, told),) = receiver.got
    assert headers["webhook-id"].startswith("msg_")
    assert headers["webhook-signature"].startswith("v1,")
    assert told["type"] == "edition.released"
    data = told["data"]
    assert (data["digest"], data["number"], data["key"]) == ("harbour", 1, "manual:wish")
    assert data["url"] == "https://news.example.org/digests/harbour/editions/1/"
    assert data["files"]["edition.json"] == data["url"] + "edition.json"


def test_a_webhook_that_fails_is_tried_again_under_the_same_id(
    sending: Context, receiver: Receiver, clock: Clock
) -> None:
    """After 5 seconds, then after 5 minutes, with the same body."""
    receiver.statuses = [500, 503, 200]
    define(sending, webhooks=(hook(receiver),))
    release(sending)
    for seconds, expected in ((5, JobState.WAITING), (300, JobState.WAITING), (0, JobState.DONE)):
        (job,) = deliver(sending)
        assert job.state is expected
        clock.move(seconds=seconds)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert [told for _, told in receiver.got] == [receiver.got[0][1]] * 3


def test_a_webhook_that_stays_away_is_given_up_after_three_days(
    sending: Context, receiver: Receiver, clock: Clock
) -> None:
    """Ten times it is tried; then the job is dead and says why."""
    receiver.statuses = [500]
    define(sending, webhooks=(hook(receiver),))
    release(sending)
    begun = clock.now
    (job,) = deliver(sending)
    while job.state is JobState.WAITING:
        clock.now = job.due
        (job,) = deliver(sending)
    assert (job.state, len(receiver.got)) == (JobState.DEAD, 10)
    assert timedelta(days=3) < clock.now - begun < timedelta(days=4)
    assert job.error
    assert "500" in job.error


def test_a_webhook_that_is_gone_is_not_asked_again(sending: Context, receiver: Receiver) -> None:
    """Its job is dead at once."""
    receiver.statuses = [410]
    define(sending, webhooks=(hook(receiver),))
    release(sending)
    (job,) = deliver(sending)
    assert (job.state, len(receiver.got)) == (JobState.DEAD, 1)


def test_a_webhook_cannot_lead_into_the_private_network(
    sending: Context, receiver: Receiver
) -> None:
    """What may not be fetched may not be posted to."""
    closed = replace(sending, place=replace(sending.place, private_hosts=()))
    define(closed, webhooks=(hook(receiver),))
    release(closed)
    (job,) = deliver(closed)
    assert (job.state, receiver.got) == (JobState.DEAD, [])
    assert "not on the public internet" in str(job.error)


def test_a_webhook_without_its_key_says_which(sending: Context, receiver: Receiver) -> None:
    """Nothing is sent unsigned; once the key is set the job can be tried again."""
    bare = replace(sending, place=replace(sending.place, secrets={}))
    define(bare, webhooks=(hook(receiver),))
    release(bare)
    (job,) = deliver(bare)
    assert (job.state, receiver.got) == (JobState.DEAD, [])
    assert "DIGEST_SECRET_DESK" in str(job.error)


def test_what_was_taken_out_or_withdrawn_is_not_told(sending: Context, receiver: Receiver) -> None:
    """The job ends, and says that it is no longer wanted."""
    define(sending, webhooks=(hook(receiver),), mail=Mailing(to=("a@example.org",)))
    release(sending)
    withdraw(sending, "harbour", 1)
    assert {job.result for job in deliver(sending)} == {NO_LONGER}
    assert receiver.got == []


def test_each_recipient_gets_one_letter(sending: Context, postbox: Postbox) -> None:
    """With what it is about, where it stands, and their own address to leave at."""
    define(sending, mail=Mailing(to=("a@example.org", "b@example.org")))
    release(sending)
    assert {job.state for job in deliver(sending)} == {JobState.DONE}
    assert sorted(to for to, _ in postbox.letters) == [["a@example.org"], ["b@example.org"]]
    tokens = {one.address: one.token for one in recipients_of(sending, "harbour")}
    for (to,), text in postbox.letters:
        joined = text.replace("=\r\n", "")
        assert f"https://news.example.org/unsubscribe/{tokens[to]}" in joined
        assert "https://news.example.org/digests/harbour/editions/1/" in joined
        assert "https://example.org/storm" in joined  # where its sentences stand
        assert "Subject: The harbour: Storm closes the harbour" in text


def test_who_unsubscribes_gets_no_more(sending: Context, postbox: Postbox) -> None:
    """Even what was ordered before; taken back, they get the next one."""
    define(sending, mail=Mailing(to=("a@example.org", "b@example.org")))
    leaver = recipients_of(sending, "harbour")[0]
    release(sending)
    assert unsubscribe(sending, leaver.token).left
    deliver(sending)
    assert [to for to, _ in postbox.letters] == [["b@example.org"]]
    readmit(sending, "harbour", "a@example.org")
    assert not any(one.left for one in recipients_of(sending, "harbour"))


def test_a_missed_edition_raises_an_alert(
    sending: Context, receiver: Receiver, postbox: Postbox, clock: Clock
) -> None:
    """One for the gap, however many slots it holds, by webhook and by mail."""
    define(
        sending,
        schedule=Schedule("0 6 * * *"),
        webhooks=(hook(receiver, Occasion.MISSED, Occasion.FAILED),),
        mail=Mailing(alerts=("ops@example.org",)),
    )
    clock.move(days=10)
    assert make_due(sending) == 1
    assert make_due(sending) == 0
    deliver(sending)
    ((_, told),) = receiver.got
    assert (told["type"], told["data"]["missed"]) == ("edition.missed", 9)
    ((to, text),) = postbox.letters
    assert to == ["ops@example.org"]
    assert "9 editions were missed" in text


def test_a_failed_edition_raises_an_alert(sending: Context, receiver: Receiver) -> None:
    """It carries the error; what is told of releases alone stays silent."""
    told_of_releases = replace(hook(receiver), url=hook(receiver).url + "/releases")
    define(sending, webhooks=(hook(receiver, Occasion.FAILED), told_of_releases))
    trigger(sending, "harbour", "wish")

    def break_down(*_args: object) -> None:
        raise UsageError("The printer is on fire.")

    work(sending, Pool.RENDER, worker="w", handler=lambda _kind: break_down)
    deliver(sending)
    ((_, told),) = receiver.got
    assert told["type"] == "edition.failed"
    assert told["data"]["error"] == "The printer is on fire."
    assert told["data"]["job"] == "wish"

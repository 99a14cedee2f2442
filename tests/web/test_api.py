"""Programs read, trigger, retry and cancel; every mistake is told in a sentence."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from digest.errors import NewerStoreError, StoreBusyError, StoreError, StoreFullError
from digest.model.job import JobState
from digest.service import follow, shelf, steer
from digest.service.trigger import trigger
from digest.store import articles
from digest.web.app import create_app
from digest.web.guard import Rules, hashed

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.service.context import Context

EDITIONS = "/api/v1/digests/storms/editions"
ARTICLES = "/api/v1/articles"


def test_digests_and_editions_are_listed(
    client: TestClient, publish: Callable[[str], None]
) -> None:
    """Page by page, with the addresses of their files."""
    for key in ("one", "two", "three"):
        publish(key)
    (digest,) = client.get("/api/v1/digests").json()
    assert (digest["name"], digest["latest"]["number"]) == ("storms", 3)
    assert client.get("/api/v1/digests/storms").json() == digest
    first = client.get(EDITIONS, params={"limit": 2}).json()
    assert [edition["number"] for edition in first["editions"]] == [3, 2]
    rest = client.get(EDITIONS, params={"limit": 2, "offset": first["next"]}).json()
    assert ([edition["number"] for edition in rest["editions"]], rest["next"]) == ([1], None)
    one = client.get(f"{EDITIONS}/1").json()
    assert one == rest["editions"][0]
    assert all(client.get(address).status_code == 200 for address in one["files"].values())


def test_a_trigger_is_accepted_once_for_each_key(client: TestClient, rung: list[str]) -> None:
    """The same Idempotency-Key has the same job; without one each request has its own."""
    key = {"idempotency-key": "of/mine 1"}
    first, again = (client.post(EDITIONS, headers=key) for _ in range(2))
    assert (first.status_code, again.json()) == (202, first.json())
    assert first.json()["id"] == "of/mine 1"
    assert client.get(first.headers["location"]).json() == first.json()
    fresh = {client.post(EDITIONS).json()["id"] for _ in range(2)}
    assert len(fresh) == 2
    assert {job["id"] for job in client.get("/api/v1/jobs").json()} == {"of/mine 1", *fresh}
    assert rung


def test_a_trigger_carries_the_moment_it_stands_for(client: TestClient, context: Context) -> None:
    """With its zone, and part of what the key stands for."""
    key = {"idempotency-key": "k"}
    asked = {"as_of": "2026-02-01T06:00:00+01:00"}
    assert client.post(EDITIONS, headers=key, json=asked).status_code == 202
    moment = datetime.fromisoformat(shelf.shown_job(context, "k").options["as_of"])
    assert moment == datetime.fromisoformat(asked["as_of"])
    other = client.post(EDITIONS, headers=key, json={})
    assert (other.status_code, other.json()["title"]) == (409, "Conflict")


def test_an_article_is_stored_before_the_answer(client: TestClient, context: Context) -> None:
    """Its bytes and what was said of it, once for each key."""
    body = {"text": "The harbour reopened on Friday.", "title": "Open", "source": "The Courier"}
    answers = [
        client.post(ARTICLES, json=body, headers={"idempotency-key": "a-1"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    with context.store.read() as connection:
        document = articles.get_document(connection, "a-1")
    assert context.blobs.get(document.blob).decode() == body["text"]
    assert (document.given.title, document.given.outlet) == ("Open", "The Courier")


def test_a_job_is_cancelled_and_brought_back(client: TestClient) -> None:
    """Each answer is the job as it is now."""
    client.post(EDITIONS, headers={"idempotency-key": "k"})
    assert client.post("/api/v1/jobs/k/cancel").json()["state"] == "cancelled"
    cancelled = client.get("/api/v1/jobs", params={"state": "cancelled"}).json()
    assert [job["id"] for job in cancelled] == ["k"]
    assert client.post("/api/v1/jobs/k/retry").json()["state"] == "waiting"


def events(text: str) -> list[tuple[str, Any]]:
    """Return id and data of each event of a stream."""
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    found = [dict(line.split(": ", 1) for line in block) for block in blocks]
    return [(event["id"], json.loads(event["data"])) for event in found]


def test_a_stream_ends_with_its_job(client: TestClient, publish: Callable[[str], None]) -> None:
    """And a browser that asks again is told that there is no more."""
    publish("one")
    stream = client.get("/api/v1/jobs/one/events")
    assert stream.headers["content-type"].startswith("text/event-stream")
    ((identifier, job),) = events(stream.text)
    assert job == client.get("/api/v1/jobs/one").json()
    again = client.get("/api/v1/jobs/one/events", headers={"last-event-id": identifier})
    assert again.status_code == 204


def test_a_stream_tells_each_change(client: TestClient, context: Context) -> None:
    """From what the job is now to its end, nothing twice."""
    job = trigger(context, "storms", "k")
    told = []
    with client.stream("GET", f"/api/v1/jobs/{job.id}/events") as stream:
        steer.cancel(context, "k")
        told = [line for line in stream.iter_lines() if line.startswith("data: ")]
    states = [json.loads(line.removeprefix("data: "))["state"] for line in told]
    assert states[-1] == JobState.CANCELLED
    assert len(states) == len(set(states))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/digests/floods", 404),
        ("/api/v1/digests/floods/editions", 404),
        ("/api/v1/digests/storms/editions/9", 404),
        ("/api/v1/digests/storms/editions/first", 422),
        ("/api/v1/digests/storms/editions?limit=0", 422),
        ("/api/v1/jobs/none", 404),
        ("/api/v1/jobs/none/events", 404),
        ("/api/v1/jobs?state=asleep", 422),
        ("/api/v1/nothing", 404),
    ],
)
def test_a_mistaken_question_is_a_problem(client: TestClient, address: str, status: int) -> None:
    """One sentence at least, and the status in the document."""
    check_problem(client.get(address), status)


@pytest.mark.parametrize(
    ("address", "body", "status"),
    [
        ("/api/v1/digests/floods/editions", "{}", 404),
        (EDITIONS, '{"as_of": "yesterday"}', 400),
        (EDITIONS, '{"as_of": 5}', 422),
        (EDITIONS, '{"as_off": null}', 422),
        (EDITIONS, "[1]", 422),
        (ARTICLES, "{", 422),
        (ARTICLES, "", 422),
        (ARTICLES, "{}", 422),
        (ARTICLES, '{"text": 5}', 422),
        (ARTICLES, '{"text": " "}', 422),
        (ARTICLES, '{"text": "a", "html": "b"}', 422),
        (ARTICLES, '{"text": "a", "authors": "Ada"}', 422),
        (ARTICLES, '{"text": "a", "tittle": "b"}', 422),
        (ARTICLES, "\ud800".encode("utf-8", "surrogatepass"), 422),
        ("/api/v1/jobs/none/retry", "", 404),
        ("/api/v1/jobs/none/cancel", "", 404),
    ],
)
def test_a_mistaken_request_is_a_problem(
    client: TestClient, context: Context, address: str, body: str | bytes, status: int
) -> None:
    """Nothing is accepted, and the service goes on."""
    found = client.post(address, content=body, headers={"content-type": "application/json"})
    check_problem(found, status)
    assert shelf.shown_jobs(context) == ()
    assert client.get("/healthz").status_code == 200


def test_a_digest_is_defined_and_taken_back_over_the_interface(
    client: TestClient, context: Context
) -> None:
    """By the keys of digest.toml; defined anew it keeps its name and its editions."""
    body = {"title": "Floods", "select": {"any": ["flood"]}, "schedule": {"cron": "0 6 * * *"}}
    made = client.put("/api/v1/digests/floods", json=body)
    assert made.status_code == 200
    assert (made.json()["origin"], made.json()["schedule"]) == ("api", "0 6 * * *")
    changed = client.put("/api/v1/digests/floods", json={**body, "title": "All floods"})
    assert changed.json()["title"] == "All floods"
    assert client.delete("/api/v1/digests/floods").status_code == 204
    check_problem(client.get("/api/v1/digests/floods"), 410)
    assert [d.definition.name for d in shelf.shown_digests(context)] == ["storms"]


def test_what_the_file_defines_is_read_only(client: TestClient) -> None:
    """The file wins, and the answer says where to change it."""
    changed = client.put("/api/v1/digests/storms", json={"title": "Mine"})
    check_problem(changed, 409)
    assert "change it there" in changed.json()["detail"]
    check_problem(client.delete("/api/v1/digests/storms"), 409)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"select": {"any": "flood", "sometimes": "x"}}, "digest.select.sometimes"),
        ({"schedule": {"cron": "0 6 * *"}}, "digest.schedule.cron: the cron expression"),
        ({"schedule": {"cron": "0 6 * * *", "zone": "Berlin"}}, "there is no time zone 'Berlin'"),
        ({"name": "storms"}, "it is 'storms' here and 'floods' in the address"),
        ({"logo": "/etc/passwd"}, "digest.logo"),
        ({"title": 5}, "digest.title"),
    ],
)
def test_a_definition_that_cannot_be_is_a_problem(
    client: TestClient, context: Context, body: dict[str, object], sentence: str
) -> None:
    """It names the key and the cure."""
    found = client.put("/api/v1/digests/floods", json=body)
    check_problem(found, 400)
    assert sentence in found.json()["detail"]
    assert len(shelf.shown_digests(context)) == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreBusyError("The database is locked; wait."), 503),
        (StoreFullError("There is no space left; free some."), 507),
        (NewerStoreError("The database is of a newer version."), 503),
    ],
)
def test_a_store_that_cannot_be_used_is_a_problem_and_nothing_more(
    client: TestClient,
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
    error: StoreError,
    status: int,
) -> None:
    """The service goes on, and the same request is accepted once the trouble is over."""

    def refuse(*_arguments: object) -> str:
        raise error

    key = {"idempotency-key": "k"}
    with monkeypatch.context() as trouble:
        trouble.setattr(type(context.blobs), "put", refuse)
        check_problem(client.post(ARTICLES, json={"text": "One."}, headers=key), status)
    assert shelf.shown_jobs(context) == ()
    assert client.post(ARTICLES, json={"text": "One."}, headers=key).status_code == 202


def test_a_key_that_cannot_be_an_id_is_a_problem(client: TestClient) -> None:
    """Too long."""
    check_problem(client.post(EDITIONS, headers={"idempotency-key": "k" * 201}), 422)


def test_a_key_of_other_work_is_a_problem(client: TestClient) -> None:
    """It is not taken for the same request."""
    key = {"idempotency-key": "k"}
    client.post(ARTICLES, json={"text": "One."}, headers=key)
    check_problem(client.post(ARTICLES, json={"text": "Two."}, headers=key), 409)


def test_a_method_that_is_not_there_is_a_problem(client: TestClient) -> None:
    """It names the methods there are."""
    found = client.delete("/api/v1/digests")
    check_problem(found, 405)
    assert found.headers["allow"] == "GET"


def test_a_write_needs_its_token(context: Context) -> None:
    """A bad one is told, the right one works."""
    rules = Rules(tokens=hashed(["right"]))
    client = TestClient(create_app(context, rules=rules), base_url="http://localhost")
    check_problem(client.post(EDITIONS), 401)
    wrong = client.post(EDITIONS, headers={"authorization": "Bearer wrong"})
    check_problem(wrong, 401)
    assert wrong.headers["www-authenticate"].startswith("Bearer")
    right = client.post(EDITIONS, headers={"authorization": "Bearer right"})
    assert right.status_code == 202
    assert len(shelf.shown_jobs(context)) == 1


@pytest.mark.parametrize("told", [True, False], ids=["length told", "chunked"])
def test_a_body_that_is_too_large_is_a_problem(
    context: Context,
    told: bool,  # noqa: FBT001 - pytest names it
) -> None:
    """Whether or not its length is told before."""
    app = create_app(context, rules=Rules(largest_body=1000))
    client = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1))
    body = json.dumps({"text": "a" * 2000}).encode()
    found = client.post(
        ARTICLES,
        content=body if told else iter([body[:900], body[900:]]),
        headers={"content-type": "application/json"},
    )
    check_problem(found, 413)
    assert shelf.shown_jobs(context) == ()


def test_a_defect_is_a_problem_that_tells_no_secret(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What went wrong stands in the log alone."""
    monkeypatch.setattr(shelf, "shown_digests", lambda _context: 1 / 0)
    found = client.get("/api/v1/digests")
    check_problem(found, 500)
    assert "division" not in found.text


def test_the_description_names_every_address(client: TestClient) -> None:
    """OpenAPI, with the shapes of what is taken and given."""
    found = client.get("/api/v1/openapi.json").json()
    assert {EDITIONS.replace("storms", "{name}"), ARTICLES, "/api/v1/jobs"} <= set(found["paths"])
    assert "ArticleIn" in found["components"]["schemas"]


def check_problem(found: Any, status: int) -> None:  # noqa: ANN401 - the client's own response
    """Assert that an answer is a problem document of one clear sentence or more."""
    assert (found.status_code, found.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    told = found.json()
    assert (told["status"], told["type"]) == (status, "about:blank")
    assert told["detail"].endswith(".")


def test_stories_are_listed_and_an_unknown_one_is_a_problem(client: TestClient) -> None:
    """Nothing has come in, so there are none; an id that was never given is not found."""
    assert client.get("/api/v1/stories").json() == []
    found = client.get("/api/v1/stories/s-none")
    assert (found.status_code, found.headers["content-type"]) == (404, "application/problem+json")


def test_a_withdrawn_edition_is_gone(
    client: TestClient, publish: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page answers 410 from then on, and so does withdrawing it again."""
    # These editions are bare files; tests/service/test_syndicate.py follows the feed of real ones.
    monkeypatch.setattr(follow, "write_feed", lambda _context, _name: 0)
    publish("one")
    publish("two")
    assert client.delete("/api/v1/digests/storms/editions/7").status_code == 404
    assert client.delete("/api/v1/digests/storms/editions/1").status_code == 204
    assert client.get("/digests/storms/editions/1/").status_code == 410
    assert client.delete("/api/v1/digests/storms/editions/1").status_code == 410
    listed = client.get("/api/v1/digests/storms/editions").json()["editions"]
    assert [edition["number"] for edition in listed] == [2]

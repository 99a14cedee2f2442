"""The API answers a caller so often; feeds and pages answer always."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from digest.errors import StoreBusyError
from digest.model.rate import Rate
from digest.model.token import Scope
from digest.service import tokens
from digest.service.limits import Limiter
from digest.web.app import create_app
from digest.web.guard import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from digest.service.context import Context

FEW = Rules(rate=Rate(3))


@contextmanager
def asking(context: Context, address: str, root: str = "") -> Iterator[TestClient]:
    """Yield a client at `address` of a service that answers three requests a minute."""
    app = create_app(context, rules=FEW, root_path=root)
    with TestClient(app, base_url="http://localhost", client=(address, 5)) as opened:
        yield opened


def test_the_fourth_request_waits(context: Context) -> None:
    """Each answer says what is left; the refused one is a problem that says for how long."""
    with asking(context, "10.0.0.7") as client:
        answers = [client.get("/api/v1/digests") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit-policy"] == '"api";q=3;w=60'
    assert [answer.headers["ratelimit"] for answer in answers] == [
        '"api";r=2;t=20',
        '"api";r=1;t=40',
        '"api";r=0;t=60',
        '"api";r=0;t=60',
    ]
    assert answers[3].headers["retry-after"] == "20"
    assert answers[3].headers["content-type"] == "application/problem+json"
    later = replace(context, clock=lambda: context.clock() + timedelta(seconds=20))
    with asking(later, "10.0.0.7") as client:
        assert client.get("/api/v1/digests").status_code == 200


def test_processes_count_together(context: Context) -> None:
    """What one let through counts in the other."""
    one, other = (Limiter(context, Rate(4)) for _ in range(2))
    verdicts = [limiter.spend("wire") for limiter in (one, other) * 3]
    assert [bool(found and found.allowed) for found in verdicts] == [True] * 4 + [False] * 2


def test_each_token_and_each_address_has_its_own(context: Context) -> None:
    """Two tokens behind one proxy do not slow each other; of IPv6 a network is one caller."""
    secrets = [tokens.add(context, name, [Scope.READ]).secret for name in ("a", "b")]
    with asking(context, "10.0.0.7") as client:
        for secret in secrets:
            headers = {"authorization": f"Bearer {secret}"}
            found = [client.get("/api/v1/jobs", headers=headers).status_code for _ in range(4)]
            assert found == [200, 200, 200, 429]
        assert client.get("/api/v1/jobs").status_code == 200
    found = []
    for number in range(4):
        with asking(context, f"2001:db8::{number}") as client:
            found.append(client.get("/api/v1/jobs").status_code)
    assert found == [200, 200, 200, 429]


def test_feeds_pages_and_the_machine_itself_are_not_limited(context: Context) -> None:
    """Readers ask for feeds from behind one address; at the machine there is nobody to slow."""
    with asking(context, "10.0.0.7", "/news") as client:
        for _ in range(5):
            assert client.get("/news/feeds.opml").status_code == 200
        assert [client.get("/news/api/v1/jobs").status_code for _ in range(4)][-1] == 429
    with asking(context, "127.0.0.1") as client:
        for _ in range(5):
            answer = client.get("/api/v1/jobs")
            assert answer.status_code == 200
            assert "ratelimit" not in answer.headers


def test_a_database_that_cannot_count_limits_nobody(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What reads is answered; what writes fails by itself."""

    def busy(**_options: object) -> None:
        raise StoreBusyError("The database is busy; try again.")

    limiter = Limiter(context, Rate(1))
    monkeypatch.setattr(context.store, "write", busy)
    assert [limiter.spend("wire") for _ in range(3)] == [None, None, None]

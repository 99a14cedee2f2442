"""Tokens let programs do what their scopes say, and nothing else."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from starlette.routing import Route
from starlette.testclient import TestClient

from digest.model.token import Scope
from digest.service import tokens
from digest.web.app import create_app
from digest.web.guard import LOOPBACK, Rules, hashed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.service.context import Context

ARTICLE = {"text": "The harbour was closed on Monday.", "published": "2026-03-01"}
NAMED = "named-by-the-environment"
OPEN = {"/unsubscribe/{token}", "/websub/{token}"}
"""Where anyone may post: the address holds the secret."""


@contextmanager
def asking(
    context: Context, *, named: str | None = None, address: str = "127.0.0.1"
) -> Iterator[TestClient]:
    """Yield a client at `address` of an application that counts the token `named` too."""
    app = create_app(context, rules=Rules(LOOPBACK, hashed([named] if named else [])))
    with TestClient(app, base_url="http://localhost:8000", client=(address, 5)) as opened:
        yield opened


def bearing(secret: str) -> dict[str, str]:
    """Return the header that shows a token."""
    return {"authorization": f"Bearer {secret}"}


def test_without_tokens_only_this_machine_writes(context: Context) -> None:
    """From elsewhere no token could help, which the answer says."""
    with asking(context) as here, asking(context, address="10.0.0.7") as there:
        assert here.post("/api/v1/articles", json=ARTICLE).status_code == 202
        refused = there.post("/api/v1/articles", json=ARTICLE)
    assert refused.status_code == 403
    assert "digest tokens add" in refused.json()["detail"]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7"])
def test_with_a_token_every_write_needs_one(context: Context, address: str) -> None:
    """At this machine too, since a proxy may stand there; an answer says how to send it."""
    secret = tokens.add(context, "wire", [Scope.INGEST]).secret
    with asking(context, address=address) as client:
        none = client.post("/api/v1/articles", json=ARTICLE)
        wrong = client.post("/api/v1/articles", json=ARTICLE, headers=bearing(secret + "x"))
        right = client.post("/api/v1/articles", json=ARTICLE, headers=bearing(secret))
    assert (none.status_code, wrong.status_code, right.status_code) == (401, 401, 202)
    assert none.headers["www-authenticate"] == 'Bearer realm="article-digest"'
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]
    assert secret not in wrong.text


def test_a_scope_is_kept(context: Context) -> None:
    """Another scope is refused, and told which one is needed."""
    secret = tokens.add(context, "wire", [Scope.INGEST, Scope.READ]).secret
    with asking(context) as client:
        answer = client.post("/api/v1/digests/storms/editions", headers=bearing(secret))
    assert answer.status_code == 403
    expected = "This needs the scope 'trigger', and the token 'wire' has ingest and read."
    assert answer.json()["detail"] == expected
    assert 'error="insufficient_scope", scope="trigger"' in answer.headers["www-authenticate"]


def test_an_administrator_may_do_all(context: Context) -> None:
    """The scope admin holds the others, and so does a token that the environment names."""
    secret = tokens.add(context, "root", [Scope.ADMIN]).secret
    with asking(context, named=NAMED) as client:
        for number, shown in enumerate((secret, NAMED)):
            asked = client.post("/api/v1/digests/storms/editions", headers=bearing(shown))
            assert asked.status_code == 202
            wanted = {"name": f"other-{number}", "scopes": ["read"]}
            assert client.post("/api/v1/tokens", json=wanted, headers=bearing(shown)).is_success


def test_what_is_not_public_needs_the_scope_to_read(context: Context) -> None:
    """A token that sends articles does not read what others sent."""
    sender = tokens.add(context, "sender", [Scope.INGEST]).secret
    reader = tokens.add(context, "reader", [Scope.READ]).secret
    with asking(context) as client:
        found = [
            client.get("/articles/nothing", headers=headers).status_code
            for headers in ({}, bearing(sender), bearing(reader))
        ]
    assert found == [403, 403, 404]


def test_a_token_is_told_once_and_then_revoked(client: TestClient, context: Context) -> None:
    """Lists have no secret and no hash; what is revoked is none from the next request on."""
    minted = client.post("/api/v1/tokens", json={"name": "root", "scopes": ["admin"]}).json()
    headers = bearing(minted["secret"])
    listed = client.get("/api/v1/tokens", headers=headers)
    assert [one["name"] for one in listed.json()] == ["root"]
    assert minted["secret"] not in listed.text
    assert tokens.fingerprint(minted["secret"]) not in listed.text
    assert client.get("/api/v1/tokens").status_code == 401
    tokens.add(context, "other", [Scope.READ])
    assert client.delete("/api/v1/tokens/root", headers=headers).status_code == 204
    assert client.get("/api/v1/tokens", headers=headers).status_code == 401


def test_an_expired_token_opens_nothing(context: Context) -> None:
    """Not even this machine's own writes: that tokens are needed was said once."""
    secret = tokens.add(context, "brief", [Scope.ADMIN], "2026-03-01T12:00:01Z").secret
    later = context.clock() + timedelta(seconds=1)
    app = create_app(replace(context, clock=lambda: later))
    with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 5)) as client:
        assert client.post("/api/v1/articles", json=ARTICLE).status_code == 401
        answer = client.post("/api/v1/articles", json=ARTICLE, headers=bearing(secret))
    assert answer.status_code == 401


def test_every_route_that_writes_says_its_scope(context: Context) -> None:
    """So that none is forgotten: each names one scope, but those with a secret in the address."""
    app = create_app(context)
    writes = {
        (path, method): [scope for one in told.get("security", ()) for scope in one["token"]]
        for path, methods in app.openapi()["paths"].items()
        for method, told in methods.items()
        if method not in {"get", "head", "options"}
    }
    assert len(writes) > 8
    assert {route: scopes for route, scopes in writes.items() if len(scopes) != 1} == {}
    assert {scope for (scope,) in writes.values()} <= set(Scope)
    plain = {
        route.path
        for route in app.router.routes
        if isinstance(route, Route) and set(route.methods or ()) - {"GET", "HEAD", "OPTIONS"}
    }
    assert plain == OPEN


def test_no_write_is_let_in_without_a_token(context: Context) -> None:
    """Each route of the API that writes is asked without one, and with one of another scope."""
    reader = tokens.add(context, "reader", [Scope.READ]).secret
    with asking(context, address="203.0.113.9") as client:
        app = client.app
        assert isinstance(app, FastAPI)
        for path, methods in app.openapi()["paths"].items():
            for method in set(methods) - {"get"}:
                at = re.sub(r"{\w+}", "1", path)
                assert client.request(method, at).status_code == 401, (method, path)
                refused = client.request(method, at, headers=bearing(reader), json={})
                assert refused.status_code == 403, (method, path)

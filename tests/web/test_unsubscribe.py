"""Recipients leave by a click of their mail program, or by a button; programs that look do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from digest.model.definition import DigestDefinition, Origin
from digest.model.delivery import Mailing
from digest.service.recipients import recipients_of
from digest.store import digests
from digest.web.app import create_app
from digest.web.guard import LOOPBACK, Rules, hashed

if TYPE_CHECKING:
    from digest.service.context import Context


@pytest.fixture
def token(context: Context) -> str:
    """The token of the one recipient."""
    made = DigestDefinition("storms", "Storms & <Tides>", mail=Mailing(to=("a@example.org",)))
    with context.store.write() as connection:
        digests.define(connection, made, Origin.FILE, context.clock())
    (found,) = recipients_of(context, "storms")
    return found.token


def left(context: Context) -> bool:
    """Return whether the recipient has left."""
    return recipients_of(context, "storms")[0].left is not None


def test_a_mail_program_unsubscribes_with_one_post(context: Context, token: str) -> None:
    """From anywhere, without a token of the service, though writing needs one."""
    rules = Rules(hosts=LOOPBACK | {"news.example"}, tokens=hashed(["a-secret-of-ours"]))
    app = create_app(context, rules=rules)
    with TestClient(app, base_url="https://news.example", client=("203.0.113.9", 4)) as outside:
        address = f"/unsubscribe/{token}"
        body = {"List-Unsubscribe": "One-Click"}
        foreign = {"origin": "https://mail.example"}
        assert outside.post(address, data=body, headers=foreign).status_code == 200
        assert outside.post("/api/v1/digests/storms/editions").status_code == 401
    assert left(context)


def test_looking_at_the_address_changes_nothing(
    client: TestClient, context: Context, token: str
) -> None:
    """The page asks, in a form that posts to where it stands."""
    found = client.get(f"/unsubscribe/{token}")
    assert found.status_code == 200
    assert "Storms &amp; &lt;Tides&gt;" in found.text
    assert '<form method="post">' in found.text
    assert "form-action 'self'" in found.headers["content-security-policy"]
    assert found.headers["referrer-policy"] == "no-referrer"
    assert not left(context)
    assert "You are unsubscribed" in client.post(f"/unsubscribe/{token}").text
    assert left(context)


def test_a_wrong_token_belongs_to_nobody(client: TestClient, context: Context, token: str) -> None:
    """It is told so, and nobody leaves."""
    assert client.post(f"/unsubscribe/{token}x").status_code == 404
    assert client.post(f"/unsubscribe/{token}/x").status_code == 404
    assert not left(context)

"""Webhooks are signed as Standard Webhooks asks, and only a 2xx answer is a delivery."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.deliver.webhook import keys_of, payload, send, signed
from digest.errors import ConfigError, DeliveryError, RefusedError
from digest.net.exchange import Answer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    """Id, seconds and body, joined by full stops, under HMAC-SHA256 and in base64."""
    body = b'{"test": 2432232314}'
    at = datetime.fromtimestamp(1614265330, tz=UTC)
    found = signed(
        keys_of("k", {"k": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}),
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        body,
        at,
    )
    assert found["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert found["webhook-timestamp"] == "1614265330"


@given(body=st.binary(max_size=200), keys=st.lists(st.binary(min_size=24, max_size=64), min_size=1))
def test_each_key_signs_what_is_sent(body: bytes, keys: list[bytes]) -> None:
    """A receiver who knows any of the keys finds a signature that fits."""
    secret = " ".join(base64.b64encode(key).decode() for key in keys)
    headers = signed(keys_of("k", {"k": secret}), "msg_1", body, NOW)
    said = headers["webhook-signature"].split(" ")
    for key in keys:
        content = f"msg_1.{int(NOW.timestamp())}.".encode() + body
        made = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        assert f"v1,{made}" in said


@pytest.mark.parametrize("wrong", ["whsec_", "not base64!", base64.b64encode(b"short").decode()])
def test_a_weak_key_is_refused_without_being_told(wrong: str) -> None:
    """The message names the variable and a way to make a key, and not what it holds."""
    with pytest.raises(ConfigError, match=r"DIGEST_SECRET_DESK is no key") as caught:
        keys_of("desk", {"desk": wrong})
    assert wrong.removeprefix("whsec_") not in str(caught.value) or wrong == "whsec_"


def test_the_body_is_the_same_in_each_attempt() -> None:
    """It says what happened when; nothing in it is the time of sending."""
    body = payload("released", NOW, {"digest": "storms"})
    assert body == payload("released", NOW, {"digest": "storms"})
    assert json.loads(body) == {
        "type": "edition.released",
        "timestamp": "2026-03-01T12:00:00+00:00",
        "data": {"digest": "storms"},
    }


@dataclass
class Receiver:
    """A poster that always gets the same answer."""

    status: int

    def post(self, _url: str, _body: bytes, _headers: object) -> Answer:
        """Answer."""
        return Answer(self.status, {}, b"")


@pytest.mark.parametrize(
    ("status", "error"),
    [(500, DeliveryError), (302, DeliveryError), (404, DeliveryError), (410, RefusedError)],
)
def test_another_answer_than_2xx_is_no_delivery(status: int, error: type[Exception]) -> None:
    """A receiver that is gone is not asked again; all others are."""
    with pytest.raises(DeliveryError, match=str(status)) as caught:
        send(Receiver(status), "https://example.org/", b"{}", {})  # type: ignore[arg-type]
    assert type(caught.value) is error


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_2xx_answer_is_a_delivery(status: int) -> None:
    """Its status is the result."""
    found = send(Receiver(status), "https://example.org/", b"{}", {})  # type: ignore[arg-type]
    assert found == f"answered {status}"

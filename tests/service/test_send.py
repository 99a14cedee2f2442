"""What a user names here is taken in by a service elsewhere."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from digest.errors import DeliveryError, RefusedError, UsageError
from digest.model.token import Scope
from digest.service import shelf, tokens
from digest.service.send import Receiver, Sent, send_to
from digest.web.app import create_app
from digest.web.serve import listen, server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.service.context import Context


@pytest.fixture
def address(context: Context) -> Iterator[str]:
    """The address of a running service."""
    found = server(create_app(context))
    opened = listen(port=0)
    thread = threading.Thread(target=found.run, kwargs={"sockets": [opened]})
    thread.start()
    yield f"http://127.0.0.1:{opened.getsockname()[1]}/"
    found.should_exit = True
    thread.join()
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Two articles, a line that is none, and a file that is empty."""
    made = tmp_path / "wire"
    made.mkdir()
    (made / "a.txt").write_bytes("Der Hafen in Kölln war zu.".encode("cp1252"))
    (made / "b.jsonl").write_text('{"text": "A storm.", "authors": ["Ada"]}\n{"id": "none"}\n')
    (made / "c.txt").write_text("")
    return str(made)


def send(named: str, receiver: Receiver) -> Sent:
    """Send without waiting between tries."""
    return send_to([named], receiver, move=lambda *_: None, wait=lambda _: None)


def test_a_folder_is_sent_and_again_changes_nothing(
    address: str, folder: str, context: Context
) -> None:
    """What cannot be used is named, and the rest is taken."""
    first = send(folder, Receiver(address))
    assert (first.accepted, first.known) == (2, 0)
    assert len(first.refused) == 2
    again = send(folder, Receiver(address))
    assert (again.accepted, again.known) == (0, 2)
    assert len(shelf.shown_jobs(context)) == 2


def test_a_refusal_is_told(address: str, folder: str, context: Context) -> None:
    """A token that is missing or has another scope, in the words of the service."""
    reader = tokens.add(context, "reader", [Scope.READ]).secret
    sender = tokens.add(context, "sender", [Scope.INGEST]).secret
    with pytest.raises(RefusedError, match="401: A token is needed"):
        send(folder, Receiver(address))
    with pytest.raises(RefusedError, match="needs the scope 'ingest'"):
        send(folder, Receiver(address, reader))
    assert send(folder, Receiver(address, sender)).accepted == 2


def test_a_service_that_is_away_is_asked_again(folder: str) -> None:
    """So often, each time after a longer wait; then it is told."""
    with listen(port=0) as closed:
        port = closed.getsockname()[1]
    waits: list[float] = []
    with pytest.raises(DeliveryError, match="broke off"):
        send_to(
            [folder],
            Receiver(f"http://127.0.0.1:{port}"),
            move=lambda *_: None,
            wait=waits.append,
        )
    assert waits == [2, 4, 8, 16, 32]


@pytest.mark.parametrize("url", ["news.example", "ftp://a.example/", "http://u:p@a.example/"])
def test_an_address_is_that_of_a_service(folder: str, url: str) -> None:
    """And a token goes to another machine by https alone."""
    with pytest.raises(UsageError, match="write that of the service"):
        send(folder, Receiver(url))
    with pytest.raises(UsageError, match="in the clear"):
        send(folder, Receiver("http://news.example/", "adg_0_0"))

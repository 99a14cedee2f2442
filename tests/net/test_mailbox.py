"""Letters of a mailbox are read by number, within limits, and nothing in it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest.errors import FetchError, UnsafeUrlError
from digest.net.connect import Deadline
from digest.net.mailbox import open_mailbox, parse_mail_address
from digest.net.reach import parse_openings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Post = Any  # see mailserver.py

PASSWORD = "se cret"  # noqa: S105 - of a server that lives for a test
OPEN = parse_openings(["mail.test"])


def resolve(_host: str, _port: int) -> Sequence[str]:
    """Return loopback for any name."""
    return ["127.0.0.1"]


def read(post: Post, password: str = PASSWORD, seconds: float = 20.0) -> list[tuple[int, bytes]]:
    """Return the letters after the first."""
    address = parse_mail_address(f"imap://ada@mail.test:{post.port}/News", OPEN)
    with open_mailbox(address, password, OPEN, resolve, Deadline.after(seconds)) as mailbox:
        assert mailbox.validity == post.validity
        letters = (mailbox.read(uid, 1000) for uid in mailbox.uids_after(1))
        return [(letter.uid, letter.content or b"") for letter in letters]


def test_letters_are_read_by_number(post: Post) -> None:
    """Those after the last one; a large one without its content; the folder is only examined."""
    post.letters = {1: b"one", 2: b"two\r\nA1 OK\r\n", 5: b"x" * 2000}
    assert read(post) == [(2, b"two\r\nA1 OK\r\n"), (5, b"")]
    assert 'EXAMINE "News"' in post.asked
    assert not any(word in command for command in post.asked for word in ("STORE", "SELECT"))


def test_an_empty_folder_has_no_letters(post: Post) -> None:
    """Nor has one whose last letter is known: servers name it all the same."""
    assert read(post) == []
    post.letters = {1: b"one"}
    assert read(post) == []


def test_a_wrong_password_is_said(post: Post) -> None:
    """Without the password."""
    with pytest.raises(FetchError, match=r"mail\.test refuses login") as told:
        read(post, "hunter2")
    assert "hunter2" not in str(told.value)


def test_a_server_that_stops_answering_is_left(post: Post) -> None:
    """When the deadline is over."""
    post.letters = {2: b"two"}
    post.hangs = True
    with pytest.raises(FetchError, match="took longer than"):
        read(post, seconds=1.0)


def test_a_private_host_is_not_spoken_to(post: Post) -> None:
    """Unless it is named."""
    address = parse_mail_address(f"imaps://ada@mail.test:{post.port}", ())
    with (
        pytest.raises(UnsafeUrlError, match="not on the public internet"),
        open_mailbox(address, "x", (), resolve, Deadline.after(20)),
    ):
        pass
    assert post.asked == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("imap://ada@example.org/News", "in the clear"),
        ("imaps://ada:secret@example.org/News", "holds a password"),
        ("imaps://example.org/News", "names no folder"),
        ("https://ada@example.org/", "names no folder"),
        ("imaps://ada@0x7f.1/", "number"),
        ("imaps://ada:secret@[::1", "check its host"),
        ("web://ada:secret@example.org/", "names no folder"),
    ],
)
def test_an_odd_address_is_refused(address: str, words: str) -> None:
    """And a password is never told."""
    with pytest.raises(UnsafeUrlError, match=words) as told:
        parse_mail_address(address, ())
    assert "secret" not in str(told.value)


def test_an_address_names_user_and_folder() -> None:
    """Both may have escapes; the folder is the inbox when none is named."""
    found = parse_mail_address("imaps://ada%40example.org@mail.example.org/News%2FWorld", ())
    assert (found.user, found.folder) == ("ada@example.org", "News/World")
    assert (found.target.host, found.target.port) == ("mail.example.org", 993)
    assert parse_mail_address("imaps://ada@example.org", ()).folder == "INBOX"

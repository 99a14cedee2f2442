"""A mail server with one folder, which speaks as much IMAP as a reader needs."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "se cret"  # noqa: S105 - of a server that lives for a test


@dataclass
class Post:
    """A mail server with one folder, and what it was asked."""

    port: int = 0
    validity: int = 7
    letters: dict[int, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    hangs: bool = False
    closes_at: int = 0


class Handler(socketserver.StreamRequestHandler):
    """Speaks as much IMAP as a reader needs."""

    def handle(self) -> None:
        """Answer until the client goes."""
        post: Post = self.server.post  # type: ignore[attr-defined]
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, _, command = line.decode().strip().partition(" ")
            post.asked.append(command)
            word, _, rest = command.partition(" ")
            if post.hangs and word == "UID":
                self.rfile.readline()  # says nothing until the client gives up
                return
            self._answer(post, tag, word.upper(), rest)

    def _answer(self, post: Post, tag: str, word: str, rest: str) -> None:
        end = "OK done"
        if word == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif word == "LOGIN":
            end = end if rest.endswith('"se cret"') else "NO wrong password"
        elif word == "EXAMINE":
            self._say(f"* OK [UIDVALIDITY {post.validity}] valid")
            self._say(f"* {len(post.letters)} EXISTS")
        elif word == "UID" and rest.startswith("SEARCH"):
            first = int(rest.split()[2].partition(":")[0])
            uids = [u for u in post.letters if u >= first] or list(post.letters)[-1:]
            self._say(f"* SEARCH {' '.join(map(str, uids))}")
        elif word == "UID":
            uid = int(rest.split()[1])
            if uid == post.closes_at:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            letter = post.letters[uid]
            if "SIZE" in rest:
                self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(letter)})")
            else:
                head = f"* 1 FETCH (UID {uid} BODY[] {{{len(letter)}}}\r\n"
                self.wfile.write(head.encode() + letter + b")\r\n")
        elif word == "LOGOUT":
            self._say("* BYE")
        self._say(f"{tag} {end}")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """A server that lets its threads end with the test."""

    daemon_threads = True
    block_on_close = True

    def handle_error(self, *_args: object) -> None:
        """Say nothing of clients that went away."""


@contextmanager
def running() -> Iterator[Post]:
    """Run a server on loopback."""
    world = Post()
    with Server(("127.0.0.1", 0), Handler) as server:
        server.post = world  # type: ignore[attr-defined]
        world.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield world
        server.shutdown()
        thread.join()

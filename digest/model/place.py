"""Where a service lives: its home folder, its database, its broker, its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model.settings import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """The parts of one service; `home` is absolute.

    `database` is a SQLAlchemy URL. `broker` is a kombu URL, None for the embedded one.
    `imports` are the folders that documents may be read from by path. `base` holds what all
    digests of the service share: its public address, its brand.
    """

    home: Path
    database: str
    base: Settings
    broker: str | None = None
    imports: tuple[Path, ...] = ()

    @property
    def blobs(self) -> Path:
        """The folder of the stored documents."""
        return self.home / "blobs"

    @property
    def definitions(self) -> Path:
        """The file that defines sources and digests."""
        return self.home / "digest.toml"

    @property
    def inbox(self) -> Path:
        """The folder whose files are taken in."""
        return self.home / "inbox"

    @property
    def broker_file(self) -> Path:
        """Where the address of a running embedded broker is told."""
        return self.home / "broker.url"


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the web listens, and whom it answers.

    `hosts` are names it answers for besides loopback's and its public address's; `tokens` let
    their bearers write; `root_path` is the path that a proxy serves it beneath.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    hosts: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()
    root_path: str = ""

"""Where a service lives: its home folder, its database, its broker, its address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.model.job import LEASE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from digest.model.delivery import MailServer
    from digest.model.settings import Settings

MASTER = "mymaster"
"""What Sentinels call the server that they watch, where nobody says otherwise."""
RATE = 600
"""Requests to the API a minute: ten a second, where a page needs one and a program that sends
articles one by one about as many; whoever has more sends them in bulk."""

BACKLOG = 100_000
"""Articles that may wait to be read: two workers read some 80 a second, so these take 20 minutes,
and a job takes about 2 kB in the database."""


@dataclass(frozen=True, slots=True)
class Place:
    """The parts of one service; `home` is absolute.

    `database` is a SQLAlchemy URL. `broker` is a kombu URL, None for the embedded one.
    `imports` are the folders that documents may be read from by path. `base` holds what all
    digests of the service share: its public address, its brand. `lease` is how long a claim on a
    job holds without being renewed, so how long the work of a killed worker rests. `private_hosts`
    are the places off the public internet that may be fetched from, `contact` is told to the sites
    that are fetched from, and two requests to one host are `host_interval` apart. `hub` is the
    WebSub hub that is told when a feed changes, `site` a folder that all public files are put in.
    While `backlog` articles wait to be read no more are taken in bulk.
    """

    home: Path
    database: str = field(repr=False)
    base: Settings
    broker: str | None = field(default=None, repr=False)
    imports: tuple[Path, ...] = ()
    lease: timedelta = LEASE
    private_hosts: tuple[str, ...] = ()
    contact: str | None = None
    host_interval: timedelta = timedelta(seconds=1)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    mail: MailServer | None = None
    bucket: str | None = None
    keep_jobs: timedelta | None = None
    traced: bool = False
    broker_ca: Path | None = None
    broker_master: str = MASTER
    sentinel_password: str | None = field(default=None, repr=False)
    hub: str | None = None
    site: Path | None = None
    backlog: int = BACKLOG

    @property
    def renewal(self) -> timedelta:
        """How often a worker renews its leases: two renewals may fail before one is lost."""
        return self.lease / 3

    @property
    def blobs(self) -> str:
        """The folder, or the address of the bucket, of the stored documents."""
        return self.bucket or str(self.home / "blobs")

    @property
    def definitions(self) -> Path:
        """The file that defines sources and digests."""
        return self.home / "digest.toml"

    @property
    def templates(self) -> Path:
        """The folder of templates that replace ours, if there is one."""
        return self.home / "templates"

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
    their bearers write; `root_path` is the path that a proxy serves it beneath; `rate` is how many
    requests a minute the API answers one token or address, 0 any number.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    hosts: frozenset[str] = frozenset()
    tokens: frozenset[str] = field(default=frozenset(), repr=False)
    root_path: str = ""
    rate: int = RATE


@dataclass(frozen=True, slots=True)
class Journal:
    """How a process tells what it does: as lines for people or JSON, from a level of logging on."""

    as_json: bool
    level: int

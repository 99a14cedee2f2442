"""The environment of a process says where its service lives.

For all parts: DIGEST_HOME, DIGEST_DATABASE_URL, DIGEST_BLOBS, DIGEST_BROKER_URL, DIGEST_BASE_URL,
DIGEST_BRAND, DIGEST_IMPORTS (folders, separated like PATH), DIGEST_LEASE (seconds), DIGEST_SITE,
DIGEST_KEEP_JOBS (days), DIGEST_BACKLOG (articles).
For the broker: DIGEST_BROKER_CA, DIGEST_BROKER_MASTER, DIGEST_BROKER_SENTINEL_PASSWORD.
For the web: DIGEST_HOST, DIGEST_PORT, DIGEST_HOSTS and DIGEST_TOKENS (separated by commas),
DIGEST_ROOT_PATH, DIGEST_RATE (requests a minute).
For what is fetched: DIGEST_PRIVATE_HOSTS (separated by commas), DIGEST_CONTACT,
DIGEST_HOST_INTERVAL (seconds).
For what is sent: DIGEST_HUB, DIGEST_SMTP_URL, DIGEST_MAIL_FROM, a DIGEST_SECRET_NAME for each key.
What is told: DIGEST_LOG (text or json), DIGEST_LOG_LEVEL.
DIGEST_SAMPLE says whether a new home gets the sample. An empty one counts as not set.
"""

from __future__ import annotations

import logging
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.config.outgoing import load_mail_server, load_secrets
from digest.errors import ConfigError, UnsafeUrlError
from digest.model.job import LEASE
from digest.model.place import BACKLOG, MASTER, Journal, Listening, Place
from digest.model.settings import Settings
from digest.net.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_HOME = "var"

_LEVELS = {name: getattr(logging, name) for name in ("DEBUG", "INFO", "WARNING", "ERROR")}
_LAST_PORT = 65535
_SHORTEST_TOKEN = 16
_LONGEST_INTERVAL = 3600
_MOST_DAYS = 36_500
_LONGEST_LEASE = 3600
_HIGHEST_RATE = 1_000_000
_LARGEST_BACKLOG = 1_000_000_000


def load_place(environ: Mapping[str, str]) -> Place:
    """Return where the service lives, by default in `var` below the current folder.

    Raises:
        ConfigError: a variable says something that cannot be.
    """
    home = Path(environ.get("DIGEST_HOME") or DEFAULT_HOME).expanduser().absolute()
    if home.exists() and not home.is_dir():
        raise ConfigError(f"DIGEST_HOME is {home}, which is a file; name a folder.")
    database = environ.get("DIGEST_DATABASE_URL") or f"sqlite:///{home / 'digest.db'}"
    folders = (environ.get("DIGEST_IMPORTS") or "").split(os.pathsep)
    defaults = Settings()
    return Place(
        home=home,
        database=database,
        broker=environ.get("DIGEST_BROKER_URL") or None,
        lease=_lease(environ.get("DIGEST_LEASE") or str(int(LEASE.total_seconds()))),
        private_hosts=tuple(sorted(_listed(environ.get("DIGEST_PRIVATE_HOSTS")))),
        contact=environ.get("DIGEST_CONTACT") or None,
        host_interval=_interval(environ.get("DIGEST_HOST_INTERVAL") or "1"),
        broker_ca=_file(environ, "DIGEST_BROKER_CA"),
        broker_master=environ.get("DIGEST_BROKER_MASTER") or MASTER,
        sentinel_password=environ.get("DIGEST_BROKER_SENTINEL_PASSWORD") or None,
        keep_jobs=_days(environ.get("DIGEST_KEEP_JOBS")),
        traced=bool(environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")),
        bucket=environ.get("DIGEST_BLOBS") or None,
        secrets=load_secrets(environ),
        mail=load_mail_server(environ),
        hub=_hub(environ.get("DIGEST_HUB")),
        site=_folder(environ.get("DIGEST_SITE")),
        backlog=_backlog(environ.get("DIGEST_BACKLOG") or str(BACKLOG)),
        imports=tuple(Path(folder).expanduser().absolute() for folder in folders if folder),
        base=Settings(
            base_url=_base_url(environ.get("DIGEST_BASE_URL") or defaults.base_url),
            brand=environ.get("DIGEST_BRAND") or defaults.brand,
        ),
    )


def load_listening(environ: Mapping[str, str]) -> Listening:
    """Return where the web listens, by default on loopback, port 8000.

    Raises:
        ConfigError: the port is no port, or a token is too short to be a secret.
    """
    usual = Listening()
    tokens = _listed(environ.get("DIGEST_TOKENS"))
    if any(len(token) < _SHORTEST_TOKEN for token in tokens):
        raise ConfigError(
            f"DIGEST_TOKENS holds a token of fewer than {_SHORTEST_TOKEN} characters; make one "
            "with `python3 -c 'import secrets; print(secrets.token_urlsafe())'`."
        )
    return Listening(
        host=environ.get("DIGEST_HOST") or usual.host,
        port=_port(environ.get("DIGEST_PORT") or str(usual.port)),
        hosts=_listed(environ.get("DIGEST_HOSTS")),
        tokens=tokens,
        root_path=environ.get("DIGEST_ROOT_PATH") or usual.root_path,
        rate=_rate(environ.get("DIGEST_RATE") or str(usual.rate)),
    )


def load_journal(environ: Mapping[str, str], *, usual: str) -> Journal:
    """Return how a process tells what it does; `usual` is the level where none is set.

    Raises:
        ConfigError: a variable says something that cannot be.
    """
    form = (environ.get("DIGEST_LOG") or "text").lower()
    if form not in {"text", "json"}:
        raise ConfigError(f"DIGEST_LOG is {form!r}; write text or json.")
    level = (environ.get("DIGEST_LOG_LEVEL") or usual).upper()
    if level not in _LEVELS:
        raise ConfigError(f"DIGEST_LOG_LEVEL is {level!r}; write one of {', '.join(_LEVELS)}.")
    return Journal(form == "json", _LEVELS[level])


def wants_sample(environ: Mapping[str, str]) -> bool:
    """Return whether a home that nobody has used yet is to be given the bundled sample.

    Raises:
        ConfigError: DIGEST_SAMPLE is neither yes nor no.
    """
    said = (environ.get("DIGEST_SAMPLE") or "yes").lower()
    if said not in {"yes", "no"}:
        raise ConfigError(f"DIGEST_SAMPLE is {said!r}; write yes or no.")
    return said == "yes"


def _file(environ: Mapping[str, str], name: str) -> Path | None:
    if not environ.get(name):
        return None
    path = Path(environ[name]).expanduser().absolute()
    if not path.is_file():
        raise ConfigError(f"{name} is {path}, which is no file; name one, or leave it out.")
    return path


def _days(value: str | None) -> timedelta | None:
    if not value:
        return None
    if not value.isascii() or not value.isdecimal() or not 0 < int(value) <= _MOST_DAYS:
        raise ConfigError(f"DIGEST_KEEP_JOBS is {value!r}; write days, like 30.")
    return timedelta(days=int(value))


def _interval(value: str) -> timedelta:
    try:
        seconds = float(value)
        if 0 <= seconds <= _LONGEST_INTERVAL:
            return timedelta(seconds=seconds)
    except ValueError:
        pass
    raise ConfigError(
        f"DIGEST_HOST_INTERVAL is {value!r}; write the seconds between two requests to one host, "
        "like 1 or 0.5."
    )


def _folder(value: str | None) -> Path | None:
    return Path(value).expanduser().absolute() if value else None


def _hub(value: str | None) -> str | None:
    if not value:
        return None
    try:
        return parse_url(value).url
    except UnsafeUrlError as error:
        raise ConfigError(
            f"DIGEST_HUB is no hub ({error}); write its address, like https://hub.example.org/."
        ) from None


def _listed(value: str | None) -> frozenset[str]:
    return frozenset(part.strip() for part in (value or "").split(",") if part.strip())


def _port(value: str) -> int:
    if not value.isascii() or not value.isdecimal() or int(value) > _LAST_PORT:
        raise ConfigError(f"DIGEST_PORT is {value!r}, which is no port; write one like 8000.")
    return int(value)


def _backlog(value: str) -> int:
    if not value.isascii() or not value.isdecimal() or not 0 < int(value) <= _LARGEST_BACKLOG:
        raise ConfigError(f"DIGEST_BACKLOG is {value!r}; write articles, like {BACKLOG}.")
    return int(value)


def _rate(value: str) -> int:
    if not value.isascii() or not value.isdecimal() or int(value) > _HIGHEST_RATE:
        raise ConfigError(
            f"DIGEST_RATE is {value!r}; write requests a minute, like 600, or 0 for no limit."
        )
    return int(value)


def _lease(value: str) -> timedelta:
    if not value.isascii() or not value.isdecimal() or not 0 < int(value) <= _LONGEST_LEASE:
        raise ConfigError(
            f"DIGEST_LEASE is {value!r}; write seconds between 1 and {_LONGEST_LEASE}, like 30."
        )
    return timedelta(seconds=int(value))


def _base_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.query or parts.fragment:
        raise ConfigError(
            f"DIGEST_BASE_URL is {value!r}, which is no address of a site; write it like "
            "https://news.example.org/digest/."
        )
    return value if value.endswith("/") else f"{value}/"

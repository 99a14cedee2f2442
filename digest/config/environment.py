"""The environment of a process says where its service lives.

DIGEST_HOME, DIGEST_DATABASE_URL, DIGEST_BROKER_URL, DIGEST_IMPORTS (folders, separated like PATH),
DIGEST_BASE_URL, DIGEST_BRAND; an empty one counts as not set.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.errors import ConfigError
from digest.model.place import Place
from digest.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_HOME = "var"


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
        imports=tuple(Path(folder).expanduser().absolute() for folder in folders if folder),
        base=Settings(
            base_url=_base_url(environ.get("DIGEST_BASE_URL") or defaults.base_url),
            brand=environ.get("DIGEST_BRAND") or defaults.brand,
        ),
    )


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

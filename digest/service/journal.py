"""What a process says goes to its standard error, for people or as JSON for machines.

A line that is said while a job is worked on carries its ids, and those of the edition or article it
is about. No line holds a text, an address of a recipient or a key.
"""

from __future__ import annotations

import json
import logging
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digest.model.place import Journal

_ABOUT: ContextVar[Mapping[str, str]] = ContextVar("about", default={})  # noqa: B039 - never changed
_CHATTY = ("alembic", "botocore", "fontTools", "weasyprint")


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """Let what is said within the block carry `ids` besides those around it."""
    token = _ABOUT.set({**_ABOUT.get(), **ids})
    try:
        yield
    finally:
        _ABOUT.reset(token)


def concerns(**ids: str) -> None:
    """Let what is said from now on, within the block of `about`, carry `ids` too."""
    _ABOUT.set({**_ABOUT.get(), **ids})


def keep_journal(journal: Journal) -> None:
    """Write what this process says to standard error, as `journal` asks."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if journal.as_json else Lines())
    logging.basicConfig(handlers=[handler], level=journal.level, force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(journal.level, logging.WARNING))


class Lines(logging.Formatter):
    """Lines for people: time, level, what is said, and in brackets what it is about."""

    def __init__(self) -> None:
        """Tell times in local time, to the second."""
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """Return one line."""
        ids = " ".join(f"{name}={value}" for name, value in _ABOUT.get().items())
        line = super().formatMessage(record)
        return f"{line} [{ids}]" if ids else line


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, said, the ids, and a traceback if any."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "said": record.getMessage(),
            **_ABOUT.get(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)

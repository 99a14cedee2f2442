"""Files, folders and addresses that a user names are sent to another service.

Without a key the job of a line follows from what it says, so a stream that broke is sent anew, and
so are the same files another day: what is there already is known.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.deliver.lines import Receiver, send_lines
from digest.errors import DeliveryError, InputError, RefusedError
from digest.ingest.documents import read_file
from digest.ingest.files import open_input
from digest.model.article import MediaType
from digest.model.received import Link, Received, Refused
from digest.service.documents import decoded
from digest.service.ingest import files_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from digest.model.received import Given

    Move = Callable[[str, int, int], None]

__all__ = ["Receiver", "Sent", "send_to"]

_TRIES = 6
_WAIT = 2.0
"""Seconds before the second try; each wait is twice as long: a service that is started anew is
back in ten seconds, a minute is had in all."""
_WEB = ("http://", "https://")


@dataclass(slots=True)
class Sent:
    """What became of what was sent: jobs new and known there, and what was refused, here or there.

    `names` are those of the lines, for what is refused there.
    """

    accepted: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def send_to(
    named: Sequence[str],
    receiver: Receiver,
    *,
    move: Move,
    wait: Callable[[float], None] = time.sleep,
) -> Sent:
    """Send what `named` names to another service, again while it asks to or the stream breaks.

    Raises:
        UsageError: there is nothing of a name, or the address or its token cannot be used.
        DeliveryError: the service cannot be reached, or does not take it.
    """
    paths = [path for name in named for path in files_of(name)]
    for tried in range(_TRIES):
        sent = Sent()
        try:
            told = send_lines(receiver, _lines(paths, sent, move))
        except RefusedError:
            raise
        except DeliveryError:
            if tried == _TRIES - 1:
                raise
            wait(_WAIT * 2**tried)
            continue
        sent.accepted, sent.known = _number(told.get("accepted")), _number(told.get("known"))
        sent.refused += _refused(told.get("errors"), sent.names)
        break
    return sent


def _lines(paths: Sequence[str], sent: Sent, move: Move) -> Iterator[bytes]:
    for number, path in enumerate(paths):
        move("sending", number, len(paths))
        for name, record in _records(path, sent):
            sent.names.append(name)
            yield json.dumps(record).encode() + b"\n"
    move("sending", len(paths), len(paths))


def _records(path: str, sent: Sent) -> Iterator[tuple[str, dict[str, object]]]:
    if path.startswith(_WEB):
        yield path, {"url": path}
        return
    try:
        with open_input(path) as opened:
            for item in read_file(opened):
                if isinstance(item, Refused):
                    sent.refused.append(item)
                    continue
                try:
                    yield _record(item)
                except InputError as error:
                    sent.refused.append(Refused(path, str(error)))
    except InputError as error:
        sent.refused.append(Refused(path, str(error)))


def _record(item: Received | Link) -> tuple[str, dict[str, object]]:
    if isinstance(item, Link):
        return item.url, {**_said(item.given), "url": item.url}
    kind = "html" if item.media_type is MediaType.HTML else "text"
    return item.name, {**_said(item.given), kind: decoded(item).content}


def _said(given: Given) -> dict[str, object]:
    said = {
        "id": given.id,
        "title": given.title,
        "published": given.published,
        "source": given.outlet,
        "url": given.url,
        "authors": list(given.authors),
        "language": given.language,
    }
    return {name: value for name, value in said.items() if value}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _refused(errors: object, names: Sequence[str]) -> Iterator[Refused]:
    for error in errors if isinstance(errors, list) else ():
        line = _number(error.get("line")) if isinstance(error, dict) else 0
        if 0 < line <= len(names):
            yield Refused(names[line - 1], str(error.get("error")))

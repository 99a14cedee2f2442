"""Briefings printed within limits: long ones in a process that ends, so memory stays flat."""

from __future__ import annotations

import math
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.errors import DigestError, InputError, MissingPartError, TooLargeError, UsageError
from digest.publish.apart import NO_MEMORY
from digest.publish.pdf import briefing
from digest.publish.size import words_of

if TYPE_CHECKING:
    from digest.model.edition import Edition
    from digest.publish.templates import Templates


@dataclass(frozen=True, slots=True)
class Limits:
    """What printing may take: words printed here at most, and then seconds and bytes apart.

    10,000 words take 1.5 s and 25 MB; a process apart costs 0.6 s. The longest edition that is
    printed in full, of 130,000 words, takes 15 s and 230 MB. A job is interrupted after 240 s, so
    that this limit is reached first.
    """

    here: int = 10_000
    seconds: float = 200
    memory: int = 1_500_000_000


def print_within(
    edition: Edition, *, attachment: bytes, templates: Templates, limits: Limits | None = None
) -> bytes:
    """Return the briefing of `edition`, as `digest.publish.pdf.briefing` does.

    Raises:
        TooLargeError: it takes more time or memory than it may.
        MissingPartError: Pango or HarfBuzz is not installed.
        UsageError: a setting cannot be, or a template is wrong.
    """
    limits = limits or Limits()
    if words_of(edition) <= limits.here:
        return briefing(edition, attachment=attachment, templates=templates)
    folder = [str(templates.folder)] if templates.folder else []
    most = [str(limits.memory), str(math.ceil(limits.seconds))]
    command = [sys.executable, "-m", "digest.publish.apart", *most, *folder]
    try:
        done = subprocess.run(  # noqa: S603 - this very program, and a folder's name
            command, input=attachment, capture_output=True, timeout=limits.seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise TooLargeError(_advice(f"more than {limits.seconds:g} seconds")) from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == -signal.SIGXCPU:
        raise TooLargeError(_advice(f"more than {limits.seconds:g} seconds"))
    if done.returncode < 0 or done.returncode == NO_MEMORY:
        raise TooLargeError(_advice(f"more than {limits.memory // 1_000_000} MB of memory"))
    said = done.stderr.decode(errors="replace").strip()
    kinds = {kind.exit_code: kind for kind in (UsageError, InputError, MissingPartError)}
    raise kinds.get(done.returncode, DigestError)(said)


def _advice(what: str) -> str:
    return (
        f"The briefing of this edition takes {what} to print; give the digest fewer stories or "
        'entries (lengths in digest.toml), or layout = "flash".'
    )

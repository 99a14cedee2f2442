"""A logo, from the file that a user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.errors import UsageError
from digest.publish.logo import MAX_BYTES, read_logo

if TYPE_CHECKING:
    from pathlib import Path


def load_logo(path: Path) -> str:
    """Return the image at `path` as the data URI that settings keep.

    Raises:
        UsageError: there is no such file, or it is no logo.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"the logo {path} cannot be read: {error.strerror or error}") from None
    return read_logo(content)

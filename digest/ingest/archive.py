"""ZIP archives, a member at a time and in memory: no name of a member is ever written to disk.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from digest.errors import InputError
from digest.ingest.limits import MAX_DOCUMENT_BYTES, MAX_IMPORT_BYTES
from digest.model.received import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_MEMBERS = 20_000
_STEP = 65_536


def members(name: str, content: bytes) -> Iterator[tuple[str, bytes] | Refused]:
    """Yield (name, bytes) for each file of an archive; one that cannot be taken says why.

    Raises:
        InputError: it is no archive, has too many members, or is too large unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            infos = [info for info in packed.infolist() if not info.is_dir()]
            if len(infos) > MOST_MEMBERS:
                raise InputError(f"{name} has {len(infos)} files; {MOST_MEMBERS} are taken.")
            taken = 0
            for info in infos:
                found = _member(packed, info, name)
                yield found
                taken += len(found[1]) if isinstance(found, tuple) else 0
                if taken > MAX_IMPORT_BYTES:
                    raise InputError(
                        f"{name} is larger than {MAX_IMPORT_BYTES // 1_000_000} MB unpacked; the "
                        "rest of it was not taken."
                    )
    except zipfile.BadZipFile as error:
        raise InputError(f"{name} is no ZIP archive that can be read ({error}).") from error


def _member(
    packed: zipfile.ZipFile, info: zipfile.ZipInfo, name: str
) -> tuple[str, bytes] | Refused:
    shown = f"{name}:{info.filename}"
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return Refused(shown, "Its name leads out of the archive.")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Refused(shown, "It is a link; links are not followed.")
    if info.flag_bits & 1:
        return Refused(shown, "It is locked with a password.")
    try:
        with packed.open(info) as stream:
            data = bytearray()
            while chunk := stream.read(_STEP):
                data += chunk
                if len(data) > MAX_DOCUMENT_BYTES:
                    most = MAX_DOCUMENT_BYTES // 1_000_000
                    return Refused(shown, f"It is larger than {most} MB unpacked.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError) as error:
        return Refused(shown, f"It cannot be unpacked ({error}).")
    return shown, bytes(data)

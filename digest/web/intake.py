"""What a sender streams, as groups of lines to be stored together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from starlette.concurrency import run_in_threadpool

from digest.service.bulk import LINES_AT_ONCE, LONGEST_LINE
from digest.web.lines import Line, Splitter, Unpacker

_GROUP_BYTES = 8 << 20
"""A group is stored when it holds so much; one full of lines of 5 kB holds a megabyte."""
_PAUSE = 0.2
"""Seconds after which what has come is stored though more may come: somebody may wait for it."""


async def groups(
    stream: AsyncIterator[bytes], unpacker: Unpacker | None
) -> AsyncGenerator[list[Line]]:
    """Yield lines in groups that are full, or after which nothing came for a moment.

    Raises:
        InputError: what is packed cannot be unpacked.
    """
    splitter = Splitter(LONGEST_LINE)
    group: list[Line] = []
    size = 0
    coming = asyncio.ensure_future(_next(stream))
    try:
        while True:
            done, _ = await asyncio.wait({coming}, timeout=_PAUSE if group else None)
            if not done:
                yield group
                group, size = [], 0
                continue
            chunk = coming.result()
            if chunk is None:
                break
            for line in await _lines(splitter, unpacker, chunk):
                group.append(line)
                size += len(line.content or b"")
                if len(group) >= LINES_AT_ONCE or size >= _GROUP_BYTES:
                    yield group
                    group, size = [], 0
            coming = asyncio.ensure_future(_next(stream))
    finally:
        coming.cancel()
    if unpacker is not None:
        unpacker.end()
    group.extend(splitter.end())
    if group:
        yield group


async def _next(stream: AsyncIterator[bytes]) -> bytes | None:
    return await anext(stream, None)


async def _lines(splitter: Splitter, unpacker: Unpacker | None, chunk: bytes) -> list[Line]:
    if unpacker is None:
        return list(splitter.feed(chunk))
    unpacked = unpacker.feed(chunk)  # it may be many times as long, so the loop does not wait
    return await run_in_threadpool(lambda: [x for piece in unpacked for x in splitter.feed(piece)])

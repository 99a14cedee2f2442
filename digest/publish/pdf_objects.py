"""The objects of a PDF file, kept as bytes as soon as nothing about them changes any more."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEVEL = 6  # of zlib: the highest, 9, takes twice the time for a hundredth of the size


class Kept(pydyf.Object):  # type: ignore[misc] # pydyf is untyped
    """A finished object."""

    def __init__(self, data: bytes, *, stream: bool = False) -> None:
        """Keep what will stand in the file."""
        super().__init__()
        self._data = data
        self._stream = stream

    def fill(self, data: bytes) -> None:
        """Tell what will stand in the file, where the number was needed first."""
        self._data = data

    @property
    def data(self) -> bytes:
        """The object, without its number."""
        return self._data

    @property
    def compressible(self) -> bool:
        """Whether it may stand in a stream of objects."""
        return not self._stream


class File(pydyf.PDF):  # type: ignore[misc] # pydyf is untyped
    """A file whose pages are put in order at its end, and whose objects are kept as bytes."""

    page_references: tuple[bytes, ...] = ()

    def add_object(self, item: pydyf.Object) -> None:
        """Add an object; what pydyf would compress whenever it is asked is compressed once."""
        if isinstance(item, pydyf.Stream) and item.compress:
            _compress(item)
        super().add_object(item)

    def added(self, item: pydyf.Object) -> bytes:
        """Add an object and return the reference to it."""
        self.add_object(item)
        reference: bytes = item.reference
        return reference

    def bind(self, pages: Sequence[pydyf.Dictionary]) -> None:
        """Tell which objects are the pages, in order."""
        self.page_references = tuple(page.reference for page in pages)
        self.pages["Kids"] = pydyf.Array(self.page_references)
        self.pages["Count"] = len(pages)

    def keep(self, first: int, besides: Any = None) -> None:  # noqa: ANN401
        """Keep all objects from number `first` on as bytes, one excepted."""
        for number in range(first, len(self.objects)):
            item = self.objects[number]
            if item.free == "n" and item is not besides and not isinstance(item, Kept):
                self.objects[number] = _kept(item)


def _kept(item: pydyf.Object) -> Kept:
    stream = isinstance(item, pydyf.Stream)
    if stream:
        _compress(item)
    kept = Kept(item.data, stream=stream)
    kept.number = item.number
    return kept


def _compress(item: pydyf.Stream) -> None:
    whole = b"\n".join(
        part if isinstance(part, bytes) else pydyf._to_bytes(part)  # noqa: SLF001
        for part in item.stream
    )
    item.extra = {**item.extra, "Filter": "/FlateDecode"}
    item.stream = [zlib.compress(whole, _LEVEL)]
    item.compress = False

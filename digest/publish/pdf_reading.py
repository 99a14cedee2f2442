"""A briefing read back: what is attached, what it says it was made by, and what it tells.

Only what a check needs; a file is hostile until it is checked. PDF 1.7 (ISO 32000-1).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

from digest.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf import PageObject

_BEGIN = frozenset({b"BMC", b"BDC"})
_END = b"EMC"
# The page numbers of the contents move when lines break elsewhere; so do hyphens.
_LEADER = re.compile(r"(?:[.·]\s*){4,}\d+")
_DIGITS = re.compile(r"\d+")
_SOFT = re.compile(r"[\s\u00ad\u200b-\u200f\u2010-\u2011\u2066-\u2069-]+")


@dataclass(frozen=True, slots=True)
class Printed:
    """What a briefing holds, less its layout.

    `text` is its letters in the order of its structure tree, without white space, hyphens and
    leaders: it stays the same where lines and pages break elsewhere. `beside` are the letters,
    without digits, of each piece of text that is in no such order: the furniture of pages. `links`
    are the addresses that its links lead to, in order.
    """

    maker: str
    title: str
    attached: tuple[tuple[str, bytes], ...]
    links: tuple[str, ...]
    text: str
    beside: frozenset[str]

    def strange_to(self, other: Printed) -> tuple[str, ...]:
        """Return what stands beside the text here and nowhere in `other`."""
        known = "\n".join((_DIGITS.sub("", other.text), *other.beside))
        return tuple(sorted(piece for piece in self.beside if piece not in known))


def read_printed(data: bytes, name: str, *, text: bool) -> Printed:
    """Return what the briefing `data` holds; with its text, which takes a while, if asked for.

    Raises:
        InputError: it is no PDF that can be read; `name` is for the message.
    """
    if not data.lstrip()[:5] == b"%PDF-":
        raise InputError(f"{name} is no PDF; give a briefing that digest has made.")
    try:
        reader = PdfReader(BytesIO(data))
        told, beside = _letters(reader) if text else ("", frozenset())
        about = reader.metadata
        return Printed(
            maker=str(about.creator or "") if about else "",
            title=str(about.title or "") if about else "",
            attached=tuple(
                (file, content)
                for file, contents in reader.attachments.items()
                for content in contents
            ),
            links=tuple(address for page in reader.pages for address in _addresses(page)),
            text=told,
            beside=beside,
        )
    except Exception as error:  # a damaged file makes a parser raise anything
        raise InputError(f"{name} cannot be read as a PDF: {error}.") from error


def _addresses(page: PageObject) -> Iterator[str]:
    for annotation in page.annotations or ():
        action: Any = annotation.get_object().get("/A")
        if action is not None and "/URI" in action.get_object():
            yield str(action.get_object()["/URI"])


def _letters(reader: PdfReader) -> tuple[str, frozenset[str]]:
    """Return the letters in the order of the structure tree, and those that are not in it."""
    pages: dict[object, dict[int, list[str]]] = {
        page.indirect_reference: _pieces(page) for page in reader.pages
    }
    root: Any = reader.root_object.get("/StructTreeRoot")
    ordered = []
    for page, mark in _marks(root.get_object(), None) if root is not None else ():
        ordered += pages.get(page, {}).pop(mark, [])
    beside = (
        _DIGITS.sub("", _bare(piece)) for left in pages.values() for piece in left.get(-1, [])
    )
    unordered = [
        piece
        for left in pages.values()
        for mark in sorted(left)
        if mark >= 0
        for piece in left[mark]
    ]
    return _bare("".join((*ordered, *unordered))), frozenset(beside) - {""}


def _bare(text: str) -> str:
    return _SOFT.sub("", _LEADER.sub("", text))


def _pieces(page: PageObject) -> dict[int, list[str]]:
    """Return the text of each marked-content id of a page; -1 has the text that has none."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    marks: list[int] = []

    def begin_or_end(operator: bytes, operands: Any, *_place: object) -> None:  # noqa: ANN401
        if operator in _BEGIN:
            known = operands[1] if len(operands) > 1 else None
            marks.append(known.get("/MCID", -1) if isinstance(known, dict) else -1)
        elif operator == _END and marks:
            marks.pop()

    def take(text: str, *_place: object) -> None:
        found[marks[-1] if marks else -1].append(text)

    page.extract_text(visitor_operand_before=begin_or_end, visitor_text=take)
    return found


def _marks(element: Any, page: object) -> Iterator[tuple[object, int]]:  # noqa: ANN401
    """Yield (page, marked-content id) below a structure element, in reading order."""
    stack = [(element, page)]
    while stack:
        node, page = stack.pop()
        if isinstance(node, int):
            yield page, int(node)
            continue
        if "/Pg" in node:
            page = node.raw_get("/Pg")
        if "/MCID" in node:
            yield page, int(node["/MCID"])
        kids = node.get("/K", [])
        kids = kids if isinstance(kids, list) else [kids]
        stack += [(kid.get_object(), page) for kid in reversed(kids)]

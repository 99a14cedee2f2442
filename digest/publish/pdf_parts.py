"""A long document as a row of parts, of which one at a time is in the tree.

A part is a run of whole elements: stories, events, sources. What they stand in, such as the list
of an item, is there with every part, as a shell.
"""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHELLS = frozenset({"body", "main", "section", "article", "div", "ol", "ul"})
_UNIT = 3_000  # characters from which on an element is opened, where it can be


@dataclass(frozen=True, slots=True)
class _Shell:
    """An element whose children are units or shells, and the numbers of the units in each."""

    wrapper: Any
    children: tuple[Any, ...]
    spans: tuple[tuple[int, int], ...]

    def within(self, first: int, end: int) -> list[Any]:
        """Return the children that hold units of a range."""
        pairs = zip(self.children, self.spans, strict=True)
        return [child for child, (low, high) in pairs if low < end and high > first]


class Parts:
    """The elements of a document's body in order, numbered from 0, and the tree above them."""

    def __init__(self, root: Any) -> None:  # noqa: ANN401 - an element of cssselect2
        """Divide what is below `root`, the wrapped `html` element."""
        self.units: list[Any] = []
        self._ends: list[int] = []
        self._shells: list[_Shell] = []
        body = next(child for child in root.iter_children() if child.local_name == "body")
        self.shells = [root, body]
        self._open(body)
        self._root = root.etree_element
        self._body = body.etree_element
        self._own = {unit.etree_element for unit in self.units}
        self._numbers = {unit.etree_element: number for number, unit in enumerate(self.units)}
        for shell in self._shells:
            self._numbers[shell.wrapper.etree_element] = shell.spans[0][0]
        self._numbers[self._root] = 0

    def end_after(self, first: int, characters: int) -> int:
        """Return the end of the part that begins with unit `first`: a unit, or so many characters."""
        before = self._ends[first - 1] if first else 0
        return max(first + 1, bisect_right(self._ends, before + characters))

    def characters(self, first: int, end: int) -> int:
        """Return the length of the text of a range of units."""
        return self._ends[end - 1] - (self._ends[first - 1] if first else 0) if end > first else 0

    def is_unit(self, element: object) -> bool:
        """Return whether an element is a unit: not one above units, nor one inside of one."""
        return element in self._own

    def number_of(self, element: object) -> int:
        """Return the number of a unit, or of the first one below a shell."""
        return self._numbers[element]

    def skipped(self, first: int) -> Iterator[tuple[Any, int]]:
        """Yield each list that is open before unit `first`, and how many of its items came before."""
        for shell in self._shells:
            if shell.wrapper.local_name in {"ol", "ul"}:
                came = sum(high <= first for _low, high in shell.spans)
                if came and shell.spans[-1][1] > first:
                    yield shell.wrapper.etree_element, came

    @contextlib.contextmanager
    def only(self, first: int, end: int) -> Iterator[None]:
        """Have the units of a range and their shells alone in the tree, for a while."""
        changed = [(self._root, [self._body])]
        changed += [
            (shell.wrapper.etree_element, shell.within(first, end)) for shell in self._shells
        ]
        whole = [(element, list(element)) for element, _few in changed]
        for element, few in changed:
            element[:] = few
        try:
            yield
        finally:
            for element, all_of_it in whole:
                element[:] = all_of_it

    def _open(self, wrapper: Any) -> None:  # noqa: ANN401 - an element of cssselect2
        children, spans = [], []
        for child in wrapper.iter_children():
            low = len(self.units)
            if _is_long(child.etree_element):
                self.shells.append(child)
                self._open(child)
            else:
                self.units.append(child)
                before = self._ends[-1] if self._ends else 0
                self._ends.append(before + _length(child.etree_element))
            children.append(child.etree_element)
            spans.append((low, len(self.units)))
        self._shells.append(_Shell(wrapper, tuple(children), tuple(spans)))


def _length(element: Any) -> int:  # noqa: ANN401 - an element of a tree
    return sum(map(len, element.itertext())) + len(element.tail or "")


def _is_long(element: Any) -> bool:  # noqa: ANN401 - an element of a tree
    """Return whether an element is opened: it is long, and holds elements alone."""
    return (
        element.tag in _SHELLS
        and len(element) > 1
        and _length(element) > _UNIT
        and not (element.text or "").strip()
        and not any((child.tail or "").strip() for child in element)
    )

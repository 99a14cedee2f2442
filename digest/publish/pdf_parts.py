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
class Place:
    """A place in a document: in a unit, in the box so deep below the root, at a place in that box.

    Where a page begins with a shell, the place is before the shell and not in its first unit.
    """

    unit: int
    depth: int = 0
    rest: Any = None


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
        self.shells = [root]
        self._add(body, opened=_holds_elements(body.etree_element))
        self._root = root.etree_element
        self._body = body.etree_element
        self._numbers = {unit.etree_element: number for number, unit in enumerate(self.units)}
        self._firsts = {self._root: 0}
        for shell in self._shells:
            self._firsts[shell.wrapper.etree_element] = shell.spans[0][0] if shell.spans else 0

    def end_after(self, first: int, characters: int) -> int:
        """Return the end of the part that begins with unit `first` and has so many characters.

        It has one unit at least.
        """
        before = self._ends[first - 1] if first else 0
        return max(first + 1, bisect_right(self._ends, before + characters))

    def characters(self, first: int, end: int) -> int:
        """Return the length of the text of a range of units."""
        if end <= first:
            return 0
        return self._ends[end - 1] - (self._ends[first - 1] if first else 0)

    def pages_of(self, characters: int) -> dict[str, int]:
        """Return the page of each `id`, counted from 1, where a page has so many characters."""
        pages = {}
        for element, first in self._firsts.items():
            if name := element.get("id"):
                pages[name] = 1 + self.characters(0, first) // characters
        for number, unit in enumerate(self.units):
            for element in unit.etree_element.iter():
                if name := element.get("id"):
                    pages[name] = 1 + self.characters(0, number) // characters
        return pages

    def place(self, root: Any, resume: Any) -> Place:  # noqa: ANN401 - boxes, and a place in them
        """Return which place it is where the boxes of a part are to be resumed."""
        box, depth = root, 0
        while resume is not None:
            ((index, resume),) = resume.items()
            box, depth = box.children[index], depth + 1
            if box.element in self._numbers:
                return Place(self._numbers[box.element], depth, resume)
        return Place(self._firsts[box.element], depth)

    def path(self, root: Any, place: Place) -> Any:  # noqa: ANN401 - boxes, and a place in them
        """Return where the boxes of a part are to be resumed, for it to begin at a place."""
        unit = self.units[place.unit]
        way = {unit.etree_element, *(above.etree_element for above in unit.ancestors)}
        box, indexes = root, []
        for _step in range(place.depth):
            index = next(i for i, child in enumerate(box.children) if child.element in way)
            indexes.append(index)
            box = box.children[index]
        resume = place.rest
        for index in reversed(indexes):
            resume = {index: resume}
        return resume

    def skipped(self, first: int) -> Iterator[tuple[Any, int]]:
        """Yield each list that goes on with unit `first`, and how many of its items came before."""
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

    def _add(self, wrapper: Any, *, opened: bool) -> None:  # noqa: ANN401 - of cssselect2
        """Add an element: as a unit, or opened, as a shell with what is in it."""
        if not opened:
            before = self._ends[-1] if self._ends else 0
            self._ends.append(before + _length(wrapper.etree_element))
            self.units.append(wrapper)
            return
        self.shells.append(wrapper)
        children, spans = [], []
        for child in wrapper.iter_children():
            low = len(self.units)
            self._add(child, opened=_is_long(child.etree_element))
            children.append(child.etree_element)
            spans.append((low, len(self.units)))
        self._shells.append(_Shell(wrapper, tuple(children), tuple(spans)))


def _length(element: Any) -> int:  # noqa: ANN401 - an element of a tree
    return sum(map(len, element.itertext())) + len(element.tail or "")


def _is_long(element: Any) -> bool:  # noqa: ANN401 - an element of a tree
    """Return whether an element is opened: it is long, and holds elements alone."""
    return element.tag in _SHELLS and _length(element) > _UNIT and _holds_elements(element)


def _holds_elements(element: Any) -> bool:  # noqa: ANN401 - an element of a tree
    texts = (element.text, *(child.tail for child in element))
    return len(element) > 1 and not any((text or "").strip() for text in texts)

"""The margins of pages, made at the end: they name the number of pages, and what a page began with.

WeasyPrint 70 keeps all pages until then. Here what the margins want to know of a page is taken down
when it is laid out.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weasyprint.layout import LayoutContext
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.layout.page import make_margin_boxes

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEYWORDS = ("first", "start", "last", "first-except")


class Context(LayoutContext):  # type: ignore[misc] # weasyprint is untyped
    """A layout context whose margins read strings that were looked up when the page was there."""

    looked_up: dict[tuple[str, str], Any] | None = None

    def get_string_set_for(self, page: Any, name: str, keyword: str = "first") -> Any:  # noqa: ANN401
        """Return the value of `string(name, keyword)` on a page."""
        if self.looked_up is None:
            return super().get_string_set_for(page, name, keyword)
        return self.looked_up.get((name, keyword), ())


@dataclass(frozen=True, slots=True)
class _Page:
    box: Any
    state: Any
    strings: dict[tuple[str, str], Any]


class Margins:
    """The margins of all pages so far."""

    def __init__(self) -> None:
        """Know no page."""
        self._pages: list[_Page] = []

    def __len__(self) -> int:
        """Return how many pages there are so far."""
        return len(self._pages)

    def take(self, page: Any, context: Context) -> None:  # noqa: ANN401 - a page of WeasyPrint's
        """Take down what the margins of the next page are made of."""
        names = context.string_set
        strings = {
            (name, keyword): context.get_string_set_for(page, name, keyword)
            for name in names
            for keyword in _KEYWORDS
        }
        state = copy.deepcopy(context.page_maker[len(self._pages) + 1][3])
        self._pages.append(_Page(page.copy_with_children([]), state, strings))

    def counters(self, number: int) -> dict[str, list[int]]:
        """Return the counters of a page, counted from 0."""
        known: dict[str, list[int]] = self._pages[number].state[1]
        return known

    def boxes(self, context: Context) -> Iterator[Any]:
        """Yield, for each page in order, a page box with nothing but what stands in its margins."""
        for number, page in enumerate(self._pages):
            box = page.box
            self.counters(number)["pages"] = [len(self._pages)]
            context.looked_up = page.strings
            context.current_page = number + 1
            context.page_bottom = box.content_box_y() + box.height
            box.children = tuple(make_margin_boxes(context, box, page.state))
            for margin in box.children:
                layout_box_backgrounds(box, margin, context.get_image_from_uri)
            box.background = box.canvas_background = None
            yield box

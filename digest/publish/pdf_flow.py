"""A document laid out part by part, as WeasyPrint 70 would lay it out whole.

The boxes of a document take some ten thousand times the room of its letters. So one part of it has
boxes at a time: its pages are laid out, handed on and forgotten, and the next part begins with the
element that its last page was cut in. Lines and pages break where they would in one piece, and a
page is laid out again only if it names the number of another one, once that is known.

Not for documents with footnotes, running elements or boxes fixed on every page.
"""

from __future__ import annotations

import copy
import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weasyprint import DEFAULT_OPTIONS
from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetCollector, TargetLookupItem
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import UA_STYLESHEET
from weasyprint.images import get_image_from_uri
from weasyprint.layout import LayoutContext, initialize_page_maker
from weasyprint.layout.background import layout_backgrounds, layout_box_backgrounds
from weasyprint.layout.page import make_margin_boxes, remake_page

from digest.publish.pdf_parts import Parts
from digest.publish.pdf_styles import SharedStyles

if TYPE_CHECKING:
    from collections.abc import Iterator

_PART = 24_000
"""Characters of text that have boxes at a time: some ten pages."""
_TAIL = 7_000
"""Characters, of two pages, that are rather left to the next part: a part's last page is laid out
twice if it is not full."""
_A_PAGE = 2_200
"""Characters a page, to guess how many digits the number of a page has."""
_KEYWORDS = ("first", "start", "last", "first-except")


class Shifted(Exception):  # noqa: N818 - it is no error, and never seen outside
    """A page ended elsewhere once it named its pages right."""


@dataclass(slots=True)
class Laid:
    """A page that is laid out, less its margins.

    `number` counts from 0. A page that `waits` names others by a number that is a guess yet: it
    comes again from `Flow.again`, and is not to be painted before.
    """

    number: int
    box: Any
    waits: bool


@dataclass(slots=True)
class _Elsewhere:
    """The target of a reference, whose boxes may not be there."""

    cached_counter_values: dict[str, list[int]] = field(default_factory=dict)

    def extract_text(self, _style: str) -> str:
        return ""


class _Targets(TargetCollector):  # type: ignore[misc] # weasyprint is untyped
    """Page numbers told from outside; nothing is laid out again because one was found."""

    def __init__(self, pages: dict[str, TargetLookupItem]) -> None:
        super().__init__()
        self.target_lookup_items = pages

    def cache_target_page_counters(self, *_found: object) -> None:
        """Do nothing: the flow finds anchors itself."""


class _Context(LayoutContext):  # type: ignore[misc] # weasyprint is untyped
    """A layout context whose margins read strings that were looked up when the page was there."""

    looked_up: dict[tuple[str, str], Any] | None = None

    def get_string_set_for(self, page: Any, name: str, keyword: str = "first") -> Any:  # noqa: ANN401
        """Return the value of `string(name, keyword)` on a page."""
        if self.looked_up is None:
            return super().get_string_set_for(page, name, keyword)
        return self.looked_up.get((name, keyword), ())


@dataclass(slots=True)
class _Margins:
    """What the margins of a page are made of, once the number of pages is known."""

    page: Any
    state: Any
    strings: dict[tuple[str, str], Any]


@dataclass(slots=True)
class _Waiting:
    """A part with pages that name others, and what it takes to lay those out again."""

    context: Any
    root: Any
    numbers: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Start:
    """Where a part begins: in a unit, in the box so deep below the root, at a place in that box.

    `state` is what WeasyPrint knows of the page it begins.
    """

    unit: int
    depth: int = 0
    rest: Any = None
    state: tuple[Any, ...] = ()


class Flow:
    """The pages of a document, one after the other."""

    def __init__(  # noqa: D417
        self,
        html: Any,  # noqa: ANN401 - a document of WeasyPrint's
        sheet: Any,  # noqa: ANN401 - a stylesheet of WeasyPrint's
        fonts: Any,  # noqa: ANN401 - a font configuration of WeasyPrint's
        guess: dict[str, int] | None = None,
        *,
        sure: bool = False,
    ) -> None:
        """Prepare to lay out `html`, styled by `sheet` and set in `fonts`.

        Args:
            guess: the page of each anchor, counted from 1, if there is a better guess than by the
                length of the text before it.
            sure: that is no guess, and no page waits.
        """
        self._html, self._fonts = html, fonts
        self._counters = CounterStyle()
        for style in html._ua_counter_style():  # noqa: SLF001 - the counters that CSS defines
            self._counters.update(style)
        sheets = [(UA_STYLESHEET, "user agent", None), (sheet, "user", None)]
        self._styles = SharedStyles(html.etree_element, html.base_url, sheets, fonts)
        self._parts = Parts(html.wrapper_element)
        self._styles.add(self._parts.shells)
        self._image = functools.partial(
            get_image_from_uri, cache={}, url_fetcher=html.url_fetcher, options=DEFAULT_OPTIONS
        )
        self._sure = sure
        self._targets = _told(self._guessed() | (guess or {}), 0)
        self._styled: dict[int, list[Any]] = {}
        self.found: dict[str, int] = {}
        """The page of each anchor, counted from 1, as far as pages are laid out."""
        self._strings: Any = None
        self._margins: list[_Margins] = []
        self._waiting: list[_Waiting] = []
        self._labelled: dict[tuple[Any, str], int] = {}

    @property
    def anchors(self) -> frozenset[str]:
        """The names that links may lead to."""
        return frozenset(self._targets)

    def pages(self) -> Iterator[Laid]:
        """Lay out the pages in their order."""
        start: _Start | None = _Start(0)
        length = _PART
        while start is not None:
            before = len(self._margins)
            start = yield from self._part(start, length)
            # A page may be longer than a part.
            length = _PART if len(self._margins) > before else 2 * length
            if start is not None:
                self._forget(start.unit)

    def again(self) -> Iterator[Laid]:
        """Lay out once more, all numbers known, the pages that waited.

        Raises:
            Shifted: one of them now ends elsewhere.
        """
        for name, item in _told(self.found, len(self._margins)).items():
            self._targets[name].cached_page_counter_values = item.cached_page_counter_values
        for part in self._waiting:
            for item in part.context.target_collector.counter_lookup_items.values():
                own = item.page_maker_index
                item.parse_again(None if own is None else self._margins[own].state[1])
            for number in part.numbers:
                end = part.context.page_maker[number + 1][0]
                page, resume = remake_page(number, part.context, part.root, self._html)
                if resume != end:
                    raise Shifted
                self._label(page, number)
                yield Laid(number, self._backed(page, part.context), waits=False)

    def margins(self) -> Iterator[Any]:
        """Yield, for each page in order, a page box with nothing but what stands in its margins."""
        targets = _Targets(self._targets)
        context = _Context(self._styles, self._image, self._fonts, self._counters, targets)
        for number, margins in enumerate(self._margins):
            page = margins.page
            margins.state[1]["pages"] = [len(self._margins)]
            context.looked_up = margins.strings
            context.current_page = number + 1
            context.page_bottom = page.content_box_y() + page.height
            page.children = tuple(make_margin_boxes(context, page, margins.state))
            for box in page.children:
                layout_box_backgrounds(page, box, context.get_image_from_uri)
            page.background = page.canvas_background = None
            yield page

    def _part(self, start: _Start, length: int) -> Iterator[Laid]:
        parts, number = self._parts, len(self._margins)
        end = parts.end_after(start.unit, length)
        if parts.characters(end, len(parts.units)) < _TAIL:
            end = len(parts.units)
        context, root = self._boxes(start.unit, end)
        initialize_page_maker(context, root)
        if start.state:
            before = (None, None, None, None, {})
            first = (self._path(root, start), *start.state[1:])
            context.page_maker = [*[before] * number, first]
        waiting = _Waiting(context, root)
        while True:
            page, resume = remake_page(number, context, root, self._html)
            if resume is None and end < len(parts.units):
                break
            laid = self._laid(page, number, context)
            if laid.waits:
                waiting.numbers.append(number)
            yield laid
            number += 1
            if resume is None:
                break
            if end < len(parts.units) and parts.characters(self._place(root, resume)[0], end) < _TAIL:
                break
        if waiting.numbers:
            self._waiting.append(waiting)
        if resume is None and end == len(parts.units):
            return None
        state = context.page_maker[number]
        return _Start(*self._place(root, state[0]), state)

    def _forget(self, unit: int) -> None:
        """Drop what is known of the units before this one."""
        for number in [number for number in self._styled if number < unit]:
            self._styles.forget(self._styled.pop(number))

    def _boxes(self, first: int, end: int) -> tuple[Any, Any]:
        """Return a context, and the boxes of a range of units."""
        for number in range(first, end):
            if number not in self._styled:
                self._styled[number] = self._styles.add(self._parts.units[number].iter_subtree())
        for element, skipped in self._parts.skipped(first):
            self._styles.start_list(element, skipped)
        targets = _Targets(self._targets)
        context = _Context(self._styles, self._image, self._fonts, self._counters, targets)
        context.rendered_notes = []
        if self._strings is None:
            self._strings = context.string_set
        context.string_set = self._strings
        with self._parts.only(first, end):
            root = build_formatting_structure(
                self._html.etree_element,
                self._styles,
                context.get_image_from_uri,
                self._html.base_url,
                targets,
                self._counters,
                context.footnotes,
            )
        return context, root

    def _place(self, root: Any, resume: Any) -> tuple[int, int, Any]:  # noqa: ANN401
        """Return the unit at a place in the boxes of a part, its depth, and the place inside it.

        Where a shell begins with a page, the place is before it and not in its first unit.
        """
        box, depth = root, 0
        while resume is not None:
            ((index, resume),) = resume.items()
            box, depth = box.children[index], depth + 1
            if self._parts.is_unit(box.element):
                break
        return self._parts.number_of(box.element), depth, resume

    def _path(self, root: Any, start: _Start) -> Any:  # noqa: ANN401
        """Return where the boxes of a part are to be resumed."""
        unit = self._parts.units[start.unit]
        way = {unit.etree_element, *(above.etree_element for above in unit.ancestors)}
        box, indexes = root, []
        for _step in range(start.depth):
            index = next(i for i, child in enumerate(box.children) if child.element in way)
            indexes.append(index)
            box = box.children[index]
        resume = start.rest
        for index in reversed(indexes):
            resume = {index: resume}
        return resume

    def _laid(self, page: Any, number: int, context: Any) -> Laid:  # noqa: ANN401
        """Take down what other pages and the margins want to know of a page."""
        lookups = context.target_collector.counter_lookup_items
        waits = False
        for box in page.descendants():
            if box.missing_link is not None and (box.missing_link, "content") in lookups:
                waits = not self._sure
            if box.string_set and box.string_set != "none":
                for name, text in box.string_set:
                    self._strings[name][number + 1].append(text)
            if anchor := box.style["anchor"]:
                self.found.setdefault(anchor, number + 1)
        self._label(page, number)
        strings = {
            (name, keyword): context.get_string_set_for(page, name, keyword)
            for name in self._strings
            for keyword in _KEYWORDS
        }
        state = copy.deepcopy(context.page_maker[number + 1][3])
        self._margins.append(_Margins(page.copy_with_children([]), state, strings))
        return Laid(number, self._backed(page, context), waits)

    def _label(self, page: Any, number: int) -> None:  # noqa: ANN401
        """Keep the first bookmark alone of an element that several boxes are made of."""
        mine = set()
        for box in page.descendants():
            if box.bookmark_label:
                key = box.element, box.element_tag
                if key in mine or self._labelled.setdefault(key, number) != number:
                    box.bookmark_label = ""
                mine.add(key)

    @staticmethod
    def _backed(page: Any, context: Any) -> Any:  # noqa: ANN401
        """Return a page with its backgrounds, but without empty areas for notes."""
        root, *areas = page.children
        page.children = (root, *(area for area in areas if area.children))
        layout_backgrounds(page, context.get_image_from_uri)
        return page

    def _guessed(self) -> dict[str, int]:
        """Return a page for each anchor, whose number is about as wide as its own."""
        pages = {}
        for number, unit in enumerate(self._parts.units):
            page = 1 + self._parts.characters(0, number) // _A_PAGE
            for element in unit.etree_element.iter():
                if name := element.get("id"):
                    pages[name] = page
        for shell in self._parts.shells:
            if name := shell.etree_element.get("id"):
                first = self._parts.number_of(shell.etree_element)
                pages[name] = 1 + self._parts.characters(0, first) // _A_PAGE
        return pages


def _told(pages: dict[str, int], total: int) -> dict[str, TargetLookupItem]:
    """Return what WeasyPrint asks for the pages of anchors."""
    items = {}
    for name, page in pages.items():
        item = items[name] = TargetLookupItem("up-to-date")
        item.target_box = _Elsewhere()
        item.page_maker_index = -1
        item.cached_page_counter_values = {"page": [page], "pages": [total]}
    return items

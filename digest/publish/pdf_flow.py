"""A document laid out part by part, as WeasyPrint 70 would lay it out whole.

The boxes of a document take some ten thousand times the room of its letters. So one part of it has
boxes at a time: its pages are laid out, handed on and forgotten, and the next part begins with the
element that its last page was cut in. Lines and pages break where they would in one piece, and a
page is laid out again only if it names the number of another one, once that is known.

Not for documents with footnotes, running elements or boxes fixed on every page.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weasyprint import DEFAULT_OPTIONS
from weasyprint.css.counters import CounterStyle
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import UA_STYLESHEET
from weasyprint.images import get_image_from_uri
from weasyprint.layout import initialize_page_maker
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import remake_page

from digest.publish.pdf_margins import Context, Margins
from digest.publish.pdf_parts import Parts, Place
from digest.publish.pdf_styles import Known, SharedStyles
from digest.publish.pdf_targets import Targets, told

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_PART = 24_000
"""Characters of text that have boxes at a time: some ten pages."""
_TAIL = 7_000
"""Characters, of two pages, that are rather left to the next part: a part's last page is laid out
twice if it is not full."""
_A_PAGE = 2_200
"""Characters a page, to guess how many digits the number of a page has."""


class Shifted(Exception):  # noqa: N818 - it is no error, and never seen outside
    """A page ended elsewhere once it named its pages right."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A page that is laid out, less its margins.

    `number` counts from 0. A page that `waits` names others by a number that is a guess yet: it
    comes again from `Flow.again`, and is not to be painted before.
    """

    number: int
    box: Any
    waits: bool


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A part with pages that name others, and what it takes to lay those out again."""

    context: Context
    root: Any
    numbers: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a part begins, and what WeasyPrint knows of the page it begins."""

    place: Place
    state: tuple[Any, ...] = ()


class Flow:
    """The pages of a document, one after the other."""

    def __init__(
        self,
        html: Any,  # noqa: ANN401 - a document of WeasyPrint's
        sheet: Any,  # noqa: ANN401 - a stylesheet of WeasyPrint's
        known: Known,
        guess: dict[str, int] | None = None,
        *,
        sure: bool = False,
    ) -> None:
        """Prepare to lay out `html`, styled by `sheet`, of whose styles some are `known`.

        `guess` has the page of each anchor, counted from 1, where there is a better guess than by
        the length of the text before it; where it is `sure`, no page waits.
        """
        self._html, self._fonts, self._sure = html, known.fonts, sure
        self._counters = CounterStyle()
        for style in html._ua_counter_style():  # noqa: SLF001 - the counters that CSS defines
            self._counters.update(style)
        sheets = [(UA_STYLESHEET, "user agent", None), (sheet, "user", None)]
        self._styles = SharedStyles(html.etree_element, html.base_url, sheets, known)
        self._parts = Parts(html.wrapper_element)
        self._styles.add(self._parts.shells)
        self._image = functools.partial(
            get_image_from_uri, cache={}, url_fetcher=html.url_fetcher, options=DEFAULT_OPTIONS
        )
        self._targets = told(self._parts.pages_of(_A_PAGE) | (guess or {}), 0)
        self.found: dict[str, int] = {}
        """The page of each anchor, counted from 1, as far as pages are laid out."""
        self._styled: dict[int, list[Any]] = {}
        self._strings: Any = None
        self._margins = Margins()
        self._waiting: list[_Waiting] = []
        self._labelled: dict[tuple[Any, str], int] = {}

    @property
    def anchors(self) -> frozenset[str]:
        """The names that links may lead to."""
        return frozenset(self._targets)

    def pages(self) -> Iterator[Laid]:
        """Lay out the pages in their order."""
        start: _Start | None = _Start(Place(0))
        length = _PART
        while start is not None:
            before = len(self._margins)
            start = yield from self._part(start, length)
            # A page may be longer than a part.
            length = _PART if len(self._margins) > before else 2 * length
            if start is not None:
                self._forget(start.place.unit)

    def again(self) -> Iterator[Laid]:
        """Lay out once more, all numbers known, the pages that waited.

        Raises:
            Shifted: one of them now ends elsewhere.
        """
        for name, item in told(self.found, len(self._margins)).items():
            self._targets[name].cached_page_counter_values = item.cached_page_counter_values
        for part in self._waiting:
            for item in part.context.target_collector.counter_lookup_items.values():
                own = item.page_maker_index
                item.parse_again(None if own is None else self._margins.counters(own))
            for number in part.numbers:
                end = part.context.page_maker[number + 1][0]
                page, resume = remake_page(number, part.context, part.root, self._html)
                if resume != end:
                    raise Shifted
                self._label(page, number)
                yield Laid(number, _backed(page, part.context), waits=False)

    def margins(self) -> Iterator[Any]:
        """Yield, for each page in order, a page box with nothing but what stands in its margins."""
        return self._margins.boxes(self._context())

    def _context(self) -> Context:
        targets = Targets(self._targets)
        return Context(self._styles, self._image, self._fonts, self._counters, targets)

    def _part(self, start: _Start, length: int) -> Generator[Laid, None, _Start | None]:
        """Lay out a part of so many characters; return where the next one begins."""
        parts, number = self._parts, len(self._margins)
        end = parts.end_after(start.place.unit, length)
        if parts.characters(end, len(parts.units)) < _TAIL:
            end = len(parts.units)
        ends = end == len(parts.units)
        context, root = self._boxes(start.place.unit, end)
        initialize_page_maker(context, root)
        if start.state:
            before: tuple[Any, ...] = (None, None, None, None, {})
            first = (parts.path(root, start.place), *start.state[1:])
            context.page_maker = [*[before] * number, first]
        waiting = _Waiting(context, root)
        while True:
            page, resume = remake_page(number, context, root, self._html)
            if resume is None and not ends:
                break  # not full, perhaps: what follows is in the next part
            laid = self._laid(page, number, context)
            if laid.waits:
                waiting.numbers.append(number)
            yield laid
            number += 1
            if resume is None:
                break
            if not ends and parts.characters(parts.place(root, resume).unit, end) < _TAIL:
                break
        if waiting.numbers:
            self._waiting.append(waiting)
        if resume is None and ends:
            return None
        state = context.page_maker[number]
        return _Start(parts.place(root, state[0]), state)

    def _boxes(self, first: int, end: int) -> tuple[Context, Any]:
        """Return a context, and the boxes of a range of units."""
        for number in range(first, end):
            if number not in self._styled:
                self._styled[number] = self._styles.add(self._parts.units[number].iter_subtree())
        for element, skipped in self._parts.skipped(first):
            self._styles.start_list(element, skipped)
        context = self._context()
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
                context.target_collector,
                self._counters,
                context.footnotes,
            )
        return context, root

    def _forget(self, unit: int) -> None:
        """Drop what is known of the units before this one."""
        for number in [number for number in self._styled if number < unit]:
            self._styles.forget(self._styled.pop(number))

    def _laid(self, page: Any, number: int, context: Context) -> Laid:  # noqa: ANN401
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
        self._margins.take(page, context)
        return Laid(number, _backed(page, context), waits)

    def _label(self, page: Any, number: int) -> None:  # noqa: ANN401
        """Keep the first bookmark alone of an element that several boxes are made of."""
        mine = set()
        for box in page.descendants():
            if box.bookmark_label:
                key = box.element, box.element_tag
                if key in mine or self._labelled.setdefault(key, number) != number:
                    box.bookmark_label = ""
                mine.add(key)


def _backed(page: Any, context: Context) -> Any:  # noqa: ANN401 - a page of WeasyPrint's
    """Return a page with its backgrounds, but without empty areas for notes."""
    root, *areas = page.children
    page.children = (root, *(area for area in areas if area.children))
    layout_backgrounds(page, context.get_image_from_uri)
    return page

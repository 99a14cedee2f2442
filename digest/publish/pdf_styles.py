"""Computed styles that equal elements share, for WeasyPrint 70.

WeasyPrint shares a style among elements that match the same rules below the same style, but gives
one of its own to each element with an `id` or `lang`, to all below it, and to each of six
pseudo-elements of every element: most of its time and memory for styles. Here an `id` costs a copy
that nothing inherits from, and languages and pseudo-elements are shared too. What is no element's
own stays for the next document: the editions of a digest look alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING, Any

from weasyprint.css import (
    ComputedStyle,
    InitialStyle,
    StyleFor,
    declaration_precedence,
    tinycss2,
)
from weasyprint.css.validation import preprocess_declarations

if TYPE_CHECKING:
    from collections.abc import Iterable


_MOST = 1000
"""Styles that stay with a stylesheet: a briefing has some hundred, and each takes some 10 kB."""

_NO_SIZES = {"box": None, "area": None}


@dataclass(slots=True)
class _Entry:
    """The style of an element, what its children inherit from, and its pseudo-elements' styles.

    One that `stays` is that of no element alone, and neither is any that it inherits from.
    """

    style: Any
    base: Any
    pseudos: dict[str, Any] = field(default_factory=dict)
    stays: bool = False


@dataclass(slots=True)
class Known:
    """What is known of the elements and pages that a stylesheet styles, for the next document."""

    fonts: Any = None
    entries: dict[Any, _Entry] = field(default_factory=dict)
    pages: dict[Any, Any] = field(default_factory=dict)
    sizes: dict[str, Any] = field(default_factory=lambda: dict(_NO_SIZES))

    def tidy(self, fonts: object) -> None:
        """Begin anew where much has come together, or `fonts` are others."""
        if self.fonts is not fonts or max(len(self.entries), len(self.pages)) >= _MOST:
            self.fonts, self.entries, self.pages = fonts, {}, {}
            self.sizes = dict(_NO_SIZES)


class _Anchored(ComputedStyle):  # type: ignore[misc] # weasyprint is untyped
    """The style of an element with an `id`: that of others, but for the name of its anchor."""

    def __init__(self, shared: ComputedStyle, name: str) -> None:
        # All else is the same, what the shortcuts know of a style too: an anchor is not inherited.
        self.__dict__ = vars(shared)
        self.shared = shared
        self["anchor"] = name

    def __missing__(self, key: str) -> Any:  # noqa: ANN401
        value = self[key] = self.shared[key]
        return value


class SharedStyles(StyleFor):  # type: ignore[misc] # weasyprint is untyped
    """The styles of the elements it was told of; called as WeasyPrint calls its own."""

    def __init__(self, root: Any, base_url: str, sheets: list[Any], known: Known) -> None:  # noqa: ANN401
        """Prepare to style the document of `root` by `sheets`: (sheet, origin, specificity).

        `known` is what other documents with these sheets left, and gets what this one finds.
        """
        self._sheets = sheets
        self._known = known
        self.font_config = known.fonts
        self.initial_page_sizes = known.sizes
        self._cascaded_styles: dict[Any, Any] = {}
        self._computed_styles: dict[Any, Any] = {}
        self._root, self._base_url = root, base_url
        self._entries: dict[Any, _Entry] = {}
        self._own: dict[Any, _Entry] = {}
        self._root_style: Any = None

    def add(self, wrappers: Iterable[Any]) -> list[Any]:
        """Style elements, parents before their children; return those that had no style yet."""
        added = []
        for wrapper in wrappers:
            element = wrapper.etree_element
            if element not in self._entries:
                self._entries[element] = self._entry(wrapper)
                added.append(element)
        self._computed_styles[self._root, None] = self._entries[self._root].style
        return added

    def forget(self, elements: Iterable[Any]) -> None:
        """Drop the styles of elements that are printed; what others share stays."""
        for element in elements:
            del self._entries[element]

    def start_list(self, element: Any, skipped: int) -> None:  # noqa: ANN401
        """Number the items of a list from the one after `skipped` others."""
        entry = self._entries[element]
        style = entry.base.copy()
        style["counter_reset"] = (("list-item", skipped),)
        if entry.style["anchor"]:
            style["anchor"] = entry.style["anchor"]
        self._entries[element] = replace(entry, style=style)

    def __call__(self, element: Any, pseudo_type: str | None = None) -> Any:  # noqa: ANN401
        """Return the style of an element, of a pseudo-element of it, or of a page."""
        entry = self._entries.get(element)
        if entry is None:
            return super().__call__(element, pseudo_type)
        return entry.style if pseudo_type is None else entry.pseudos.get(pseudo_type)

    def set_computed_styles(self, element: Any, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Give pages and their margins, of which most are alike, one style together."""
        pseudo_type = options.get("pseudo_type")
        cascaded = self._cascaded_styles.get((element, pseudo_type), {})
        key = (
            id(self._root_style),
            pseudo_type,
            *((name, id(value)) for name, (value, _weight) in cascaded.items()),
        )
        pages = self._known.pages
        if key not in pages:
            super().set_computed_styles(element, *args, **options)
            # What `key` was made of stays as long as the key.
            pages[key] = self._computed_styles[element, pseudo_type], cascaded, self._root_style
        self._computed_styles[element, pseudo_type] = pages[key][0]

    def _entry(self, wrapper: Any) -> _Entry:  # noqa: ANN401
        element = wrapper.etree_element
        above = self._entries[wrapper.parent.etree_element] if wrapper.parent is not None else None
        parent = above.base if above else None
        matched = [
            (match, sheet, origin, given)
            for sheet, origin, given in self._sheets
            for match in sheet.matcher.match(wrapper)
        ]
        lang, own = element.get("lang"), _own_declarations(element)
        key = (
            id(parent),
            lang,
            id(element) if own else None,
            *((kind, specificity, id(rules)) for (specificity, _, kind, (rules, _)), *_ in matched),
        )
        stays = not own and (above is None or above.stays)
        entries = self._known.entries if stays else self._own
        if key not in entries:
            entries[key] = replace(self._computed(parent, lang, own, matched), stays=stays)
        entry = entries[key]
        if above is None:
            self._root_style = entry.style
        if name := element.get("id"):
            return replace(entry, style=_Anchored(entry.style, name))
        return entry

    def _computed(self, parent: Any, lang: str | None, own: Any, matched: list[Any]) -> _Entry:  # noqa: ANN401
        cascades: dict[str | None, dict[str, Any]] = {None: {}}
        for specificity, declarations in own:
            for name, values, importance in preprocess_declarations(self._base_url, declarations):
                weight = (declaration_precedence("author", importance), inf, specificity)
                _keep(cascades[None], name, values, weight)
        for (specificity, _order, kind, (rules, layer)), sheet, origin, given in matched:
            order = inf if layer is None else sheet.layers.index(layer)
            for name, values, importance in rules:
                weight = (declaration_precedence(origin, importance), order, given or specificity)
                _keep(cascades.setdefault(kind, {}), name, values, weight)
        style = self._style(parent, cascades.pop(None), None)
        if lang:
            style["lang"] = lang
        if parent is None:
            self._root_style = style
        pseudos = {kind: self._style(style, own, kind) for kind, own in cascades.items() if kind}
        return _Entry(style, style, pseudos)

    def _style(self, parent: Any, cascaded: dict[str, Any], kind: str | None) -> ComputedStyle:  # noqa: ANN401
        root = InitialStyle(self.font_config) if parent is None else self._root_style
        style = ComputedStyle(
            parent, cascaded, kind, root, self._base_url, self.font_config, self.initial_page_sizes
        )
        # What does not apply to parts of tables is set by the one called here.
        self._computed_styles["new", kind] = style
        super().__call__("new", kind)
        del self._computed_styles["new", kind]
        return style


def _keep(cascade: dict[str, Any], name: str, values: object, weight: tuple[Any, ...]) -> None:
    known = cascade.get(name)
    if known is None or known[1] <= weight:
        cascade[name] = values, weight


def _own_declarations(element: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """Return (specificity, declarations) of a `style` attribute, and of the size of an image."""
    own = []
    if style := element.get("style"):
        own.append(((1, 0, 0), tinycss2.parse_blocks_contents(style)))
    if element.tag == "{http://www.w3.org/2000/svg}svg":
        own += [
            ((0, 0, 0), (tinycss2.parse_one_declaration(f"{name}:{element.get(name)}"),))
            for name in ("width", "height")
            if element.get(name)
        ]
    return tuple(own)

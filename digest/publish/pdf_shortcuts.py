"""Shorter ways for what WeasyPrint 70 does most often while it prints; what comes out is the same.

- A line is shaped where it is broken, thrown away, and shaped again where it is painted: it is kept
  here. A part of a document has few enough lines at a time (`pdf_flow`).
- Each piece of text sets up a context of Pango's: pieces of one style share one here.
- What follows from a style alone (its font, its line height) is worked out once and not once a box.
- Lines are broken with fewer shapings (`pdf_lines`), boxes with fewer questions (`pdf_boxes`).

`tests/publish/test_pdf_shortcuts.py` prints with and without them and compares bytes.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from weasyprint.draw import text
from weasyprint.layout import inline
from weasyprint.pdf import stream
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import Layout

from digest.publish import pdf_boxes, pdf_glyphs, pdf_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEATURES = (
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
)
_STRUT = line_break.strut
_FONT_KEY = line_break._font_style_cache_key  # noqa: SLF001
_SET_UP = Layout.setup
_REACTIVATED = Layout.reactivate


@contextlib.contextmanager
def shortcuts() -> Iterator[None]:
    """Take the shorter ways meanwhile; not for two threads at once."""
    usual = [(owner, name, getattr(owner, name)) for owner, name, _shorter in _WAYS]
    for owner, name, shorter in _WAYS:
        setattr(owner, name, shorter)
    try:
        yield
    finally:
        for owner, name, known in usual:
            setattr(owner, name, known)
        pdf_glyphs.forget()
        pdf_lines.forget()


def _set_up(layout: Layout, style: Any) -> None:  # noqa: ANN401 - a style of WeasyPrint's
    """Begin a layout in the context of Pango's that its style has."""
    if "pango_context" not in style.__dict__:
        style.pango_context = _context(style) if _is_plain(style) else None
    if style.pango_context is None:
        _SET_UP(layout, style)
        return
    context, description, layout.language = style.pango_context
    layout.style = style
    layout.first_line_direction = 0
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)  # noqa: FBT003 - it is C
    pango.pango_layout_set_font_description(layout.layout, description)


def _is_plain(style: Any) -> bool:  # noqa: ANN401 - a style of WeasyPrint's
    return (
        style["text_decoration_line"] == "none"
        and style["font_language_override"] == "normal"
        and bool(style["lang"])
        and not font_features(**{name: style[name] for name in _FEATURES})
    )


def _context(style: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401 - a style of WeasyPrint's
    """Return a context, a font description and a language of Pango's, as WeasyPrint makes them."""
    context = ffi.gc(
        pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, False)  # noqa: FBT003 - it is C
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    name, _ = unicode_to_char_p(style["lang"])
    language = pango.pango_language_from_string(name)
    pango.pango_context_set_language(context, language)
    return context, get_font_description(style), language


def _stay(_layout: Layout) -> None:
    """Keep a shaped line until it is painted."""


def _go_on(layout: Layout, style: Any) -> None:  # noqa: ANN401 - a style of WeasyPrint's
    """Shape a line again only where its words are to be spread."""
    if layout.justification_spacing:
        _REACTIVATED(layout, style)


def _font_key(style: Any, include_size: bool = False) -> str:  # noqa: ANN401, FBT001, FBT002
    """Return what a style has to say of its font, as one string."""
    known = style.__dict__.setdefault("font_keys", {})
    if include_size not in known:
        known[include_size] = _FONT_KEY(style, include_size)
    return str(known[include_size])


def _strut(style: Any) -> tuple[float, float]:  # noqa: ANN401 - a style of WeasyPrint's
    """Return height and baseline of a line of that style."""
    known = style.__dict__.get("strut")
    if known is None:
        known = style.strut = _STRUT(style)
    return known[0], known[1]


_WAYS: tuple[tuple[Any, str, Any], ...] = (
    (Layout, "setup", _set_up),
    (Layout, "deactivate", _stay),
    (Layout, "reactivate", _go_on),
    (line_break, "_font_style_cache_key", _font_key),
    (inline, "strut", _strut),
    (line_break, "split_first_line", pdf_lines.split_letter),
    (inline, "split_first_line", pdf_lines.split_first_line),
    (inline, "can_break_text", pdf_lines.can_break_text),
    (stream, "get_pango_font_key", pdf_glyphs.font_key),
    (text, "draw_first_line", pdf_glyphs.draw_first_line),
    *pdf_boxes.WAYS,
)

"""A line of text is painted: what WeasyPrint 70 does glyph by glyph, done by the run.

The bytes are the same. What is rare (glyphs that a font lacks, shifted or coloured ones, a line cut
with an ellipsis) is left to WeasyPrint.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from weasyprint.draw import text as usual
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango
from weasyprint.text.fonts import get_pango_font_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ffi.cdef("gpointer g_object_ref (gpointer object);")

_USUAL = usual.draw_first_line
_FIELDS = 5  # of a PangoGlyphInfo: glyph, width, two offsets, flags, each of 32 bits
_THOUSANDTHS = 1000
_OLD_PANGO = (
    14802  # tells no size of a font before: https://gitlab.gnome.org/GNOME/pango/-/issues/530
)


_UPRIGHT = (1, 0, 0, -1)
_FONTS: dict[Any, tuple[Any, Any]] = {}


def forget() -> None:
    """Let go of the fonts that `font_key` was asked for."""
    _FONTS.clear()


def font_key(pango_font: Any) -> Any:  # noqa: ANN401 - a font of Pango's
    """Return the key of a font, its description and its size; held, its address stays its own."""
    if pango_font not in _FONTS:
        held = ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref)
        _FONTS[pango_font] = get_pango_font_key(pango_font), held
    return _FONTS[pango_font][0]


def draw_first_line(
    stream: Any,  # noqa: ANN401 - a stream of WeasyPrint's
    box: Any,  # noqa: ANN401 - a box of text
    text_overflow: str,
    block_ellipsis: Any,  # noqa: ANN401
    matrix: Any,  # noqa: ANN401
) -> list[Any]:
    """Paint the line that a box of text is, and return its emojis as WeasyPrint does."""
    runs = None
    if text_overflow != "ellipsis" and block_ellipsis == "none" and box.text.strip():
        runs = _plain_runs(stream, box)
    if runs is None:
        return list(_USUAL(stream, box, text_overflow, block_ellipsis, matrix))
    *turned, x, y = matrix.values
    if tuple(turned) == _UPRIGHT:
        stream.stream.append(b"1 0 0 -1 %b %b Tm" % (_number(x), _number(y)))
    else:
        stream.set_text_matrix(*turned, x, y)
    string, last = "", None
    for pango_font, font, size, run in runs:
        if pango_font != last:
            last = pango_font
            if string:
                stream.show_text(string)
            string = ""
            stream.set_font_size(font.hash, size)
        text = f"<{_set_run(stream, box, pango_font, font, size, run)}"
        string += text[:-1] if text[-1] == "<" else f"{text}>"
    stream.show_text(string)
    return []


def _number(value: float) -> bytes:
    """Return a number as it stands in a file."""
    return b"%d" % value if value == int(value) else f"{value:f}".rstrip("0").encode()


def _plain_runs(stream: Any, box: Any) -> list[Any] | None:  # noqa: ANN401
    """Return font and glyphs of each run of a line, or None if there is something rare in it."""
    if pango.pango_version() < _OLD_PANGO or "\n" in box.pango_layout.text:
        return None
    line = pango.pango_layout_get_line_readonly(box.pango_layout.layout, 0)
    runs = []
    for item in _items(line.runs[0]):
        glyphs = array("i")
        glyphs.frombytes(ffi.buffer(item.glyphs.glyphs, 4 * _FIELDS * item.glyphs.num_glyphs))
        font, size = stream.add_font(item.item.analysis.font)
        rare = font.bitmap or font.png or font.svg or font.colr
        if rare or max(glyphs[0::_FIELDS]) >= pango.PANGO_GLYPH_EMPTY or any(glyphs[3::_FIELDS]):
            return None
        runs.append((item.item.analysis.font, font, size, (item, glyphs)))
    return runs or None


def _items(run: Any) -> Iterator[Any]:  # noqa: ANN401 - a list of Pango's
    while run != ffi.NULL:
        yield run.data
        run = run.next


def _set_run(
    stream: Any,  # noqa: ANN401
    box: Any,  # noqa: ANN401
    pango_font: Any,  # noqa: ANN401
    font: Any,  # noqa: ANN401
    size: float,
    run: tuple[Any, Sequence[int]],
) -> str:
    """Return the glyphs of a run as a PDF string shows them, each moved where it is not as wide."""
    item, data = run
    glyphs, widths, offsets = data[0::_FIELDS], data[1::_FIELDS], data[2::_FIELDS]
    pieces = vars(font).setdefault("pieces", {}).setdefault(size, {})
    moved = any(offsets)
    if not moved:
        try:
            return "".join([pieces[pair] for pair in zip(glyphs, widths, strict=True)])
        except KeyError:
            pass  # a glyph that the font is asked for the first time
    string = ""
    for index, (glyph, width) in enumerate(zip(glyphs, widths, strict=True)):
        if glyph not in font.to_unicode:
            font.to_unicode[glyph] = _letters(item, index, box.pango_layout.text)
        if glyph not in font.widths:
            pango.pango_font_get_glyph_extents(
                pango_font, glyph, stream.ink_rect, stream.logical_rect
            )
            font.widths[glyph] = round(stream.logical_rect.width * _THOUSANDTHS * FROM_UNITS / size)
        offset = offsets[index] / size
        kerning = font.widths[glyph] + offset - width * _THOUSANDTHS * FROM_UNITS / size
        piece = f"{glyph:04x}" + (f">{int(kerning)}<" if kerning else "")
        if not offset:
            pieces[glyph, width] = piece
        string += f">{-offset}<{piece}" if offset else piece
    return string


def _letters(item: Any, index: int, text: str) -> str:  # noqa: ANN401 - a run of Pango's
    """Return the text that a glyph of a run stands for."""
    clusters, length = item.glyphs.log_clusters, item.item.length
    if item.item.analysis.level % 2:  # from right to left
        end = length if index == 0 else clusters[index - 1]
    else:
        end = length if index == item.glyphs.num_glyphs - 1 else clusters[index + 1]
    start = item.item.offset
    return text.encode()[start + clusters[index] : start + end].decode()

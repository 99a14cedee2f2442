"""Boxes laid out and painted with fewer questions than WeasyPrint 70 asks; the same comes out.

Most boxes have no float beside them, no border, no background and no outline. What follows from a
style alone, or from a style and the size of the box around it, is worked out once and not once a
box: styles are shared (`pdf_styles`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weasyprint import draw
from weasyprint.draw import border
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import Box, LineBox, ParentBox
from weasyprint.layout import background, block, inline

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIDES = ("top", "right", "bottom", "left")
_USED = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *(f"border_{side}_width" for side in _SIDES),
    *(f"{least}{axis}" for least in ("", "min_", "max_") for axis in ("width", "height")),
)
_SQUARE = {
    f"border_{vertical}_{side}_radius": (0, 0)
    for vertical in ("top", "bottom")
    for side in ("left", "right")
}
_SIZES = 100
"""Sizes of the box around, at most, for which it is known what a style comes to."""
_ASKED = Box.is_in_normal_flow
_RESOLVED = inline.resolve_percentages
_AVOIDED = inline.avoid_collisions
_RADII = background.resolve_radii_percentages
_BACKGROUND = background.layout_box_backgrounds
_BORDER = border.draw_border
_OUTLINE = border.draw_outline


def _descendants(box: Box, placeholders: bool = False) -> Iterator[Any]:  # noqa: FBT001, FBT002
    """Yield a box and all boxes in it, in their order."""
    yield box
    pending = [iter(box.children)]
    while pending:
        for child in pending[-1]:
            if isinstance(child, Box):
                yield child
                if child.children:
                    pending.append(iter(child.children))
                    break
            elif placeholders:
                yield from child.descendants(placeholders)
            else:
                yield child
        else:
            pending.pop()


def _is_in_normal_flow(box: Box) -> bool:
    """Return whether a box is in the flow, as its style has it."""
    known = box.style.__dict__.get("in_flow")
    if known is None:
        known = box.style.in_flow = _ASKED(box)
    return bool(known)


def _page_values(box: ParentBox) -> tuple[Any, Any]:
    """Return the names of the pages that a box begins and ends on: of what is at its edges."""
    return _page_at(box, 0), _page_at(box, -1)


def _page_at(box: Box, edge: int) -> Any:  # noqa: ANN401
    name = None
    while type(box).page_values is _page_values:
        name = box.style["page"] or name
        children = box.children if edge == 0 else reversed(box.children)
        inner = next((it for it in children if it.is_in_normal_flow() or it.is_floated()), None)
        if inner is None:
            return name
        box = inner
    return box.page_values()[edge] or name


def _resolve_percentages(box: Box, around: Any) -> None:  # noqa: ANN401 - a box, or its size
    """Give a box its margins, paddings, borders and sizes, in the box around it."""
    size = (around.width, around.height) if isinstance(around, Box) else tuple(around)
    known = box.style.__dict__.setdefault("resolved", {})
    if size in known:
        vars(box).update(known[size])
        return
    _RESOLVED(box, around)
    if box.style["border_collapse"] != "collapse" and len(known) < _SIZES:
        known[size] = {name: vars(box)[name] for name in _USED}


def _avoid_collisions(context: Any, box: Box, around: Box, outer: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002
    """Return where a line may stand and how wide it is: as wide as the box where nothing floats."""
    if context.excluded_shapes or outer or not isinstance(box, LineBox):
        return _AVOIDED(context, box, around, outer)
    left = around.content_box_x() + box.margin_left
    right = around.content_box_x() + around.width - box.margin_right
    start = right if around.style["direction"] == "rtl" else left
    top = box.border_box_y() - box.margin_top
    return start - box.margin_left, top, right - left


def _resolve_radii(box: Box) -> None:
    """Give a box its round corners, which few boxes have."""
    if isinstance(box, Box) and _is_square(box.style):
        vars(box).update(_SQUARE)
    else:
        _RADII(box)


def _is_square(style: Any) -> bool:  # noqa: ANN401 - a style of WeasyPrint's
    known = style.__dict__.get("is_square")
    if known is None:
        known = style.is_square = all((0, "px") in style[name] for name in _SQUARE)
    return bool(known)


def _layout_backgrounds(page: Box, box: Box, *fetched: Any, **options: Any) -> None:  # noqa: ANN401
    """Give a box and those in it their backgrounds, which few boxes have."""
    if options or box is page or not isinstance(box, Box) or not _is_bare(box.style):
        _BACKGROUND(page, box, *fetched, **options)
        return
    vars(box).update(_SQUARE)
    box.background = None
    for child in box.all_children():
        _layout_backgrounds(page, child, *fetched)


def _is_bare(style: Any) -> bool:  # noqa: ANN401 - a style of WeasyPrint's
    known = style.__dict__.get("is_bare")
    if known is None:
        known = style.is_bare = (
            _is_square(style)
            and style["border_image_source"][0] == "none"
            and style["mask_border_source"][0] == "none"
            and all(kind == "none" for kind, _value in style["background_image"])
            and get_color(style, "background_color").alpha == 0
            and not style["box_shadow"]
        )
    return bool(known)


def _draw_border(stream: Any, box: Box) -> None:  # noqa: ANN401 - a stream of WeasyPrint's
    """Paint the border of a box, which few boxes have."""
    known = box.style.__dict__.get("is_unruled")
    if known is None:
        style = box.style
        known = style.is_unruled = (
            style["border_image_source"][0] == "none"
            and style["column_width"] == style["column_count"] == "auto"
        )
    if known and not (
        box.border_top_width
        or box.border_right_width
        or box.border_bottom_width
        or box.border_left_width
    ):
        return
    _BORDER(stream, box)


def _draw_outline(stream: Any, box: Box) -> None:  # noqa: ANN401 - a stream of WeasyPrint's
    """Paint the outlines of a box and of those in it, which hardly a box has."""
    known = box.style.__dict__.get("is_outlined")
    if known is None:
        known = box.style.is_outlined = bool(box.style["outline_width"])
    if known:
        _OUTLINE(stream, box)
        return
    for child in box.children:
        if isinstance(child, Box):
            _draw_outline(stream, child)


WAYS: tuple[tuple[Any, str, Any], ...] = (
    (Box, "descendants", _descendants),
    (Box, "is_in_normal_flow", _is_in_normal_flow),
    (ParentBox, "page_values", _page_values),
    (inline, "resolve_percentages", _resolve_percentages),
    (block, "resolve_percentages", _resolve_percentages),
    (inline, "avoid_collisions", _avoid_collisions),
    (background, "resolve_radii_percentages", _resolve_radii),
    (background, "layout_box_backgrounds", _layout_backgrounds),
    (draw, "draw_border", _draw_border),
    (draw, "draw_outline", _draw_outline),
    (border, "draw_outline", _draw_outline),
)

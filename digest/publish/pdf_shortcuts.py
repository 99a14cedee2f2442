"""Shorter ways for what WeasyPrint 70 does most often while it prints; what comes out is the same.

- A line is shaped where it is broken, thrown away, and shaped again where it is painted: it is kept
  here. A part of a document has few enough lines at a time (`pdf_flow`).
- Whether a box is in the flow is asked ten times a box, and answered by its style: once a style.

`tests/publish/test_pdf_flow.py` prints with and without them and compares bytes.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from weasyprint.formatting_structure.boxes import Box
from weasyprint.text.line_break import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASKED = Box.is_in_normal_flow
_REACTIVATED = Layout.reactivate


@contextlib.contextmanager
def shortcuts() -> Iterator[None]:
    """Take the shorter ways meanwhile; not for two threads at once."""
    usual = Layout.deactivate, Layout.reactivate, Box.is_in_normal_flow
    Layout.deactivate, Layout.reactivate = _stay, _go_on
    Box.is_in_normal_flow = _is_in_normal_flow
    try:
        yield
    finally:
        Layout.deactivate, Layout.reactivate, Box.is_in_normal_flow = usual


def _stay(_layout: Layout) -> None:
    """Keep a shaped line until it is painted."""


def _go_on(layout: Layout, style: Any) -> None:  # noqa: ANN401 - a style of WeasyPrint's
    """Shape a line again only where its words are to be spread."""
    if layout.justification_spacing:
        _REACTIVATED(layout, style)


def _is_in_normal_flow(box: Box) -> bool:
    """Return whether a box is in the flow, as its style has it."""
    known = box.style.__dict__.get("in_flow")
    if known is None:
        known = box.style.in_flow = _ASKED(box)
    return bool(known)

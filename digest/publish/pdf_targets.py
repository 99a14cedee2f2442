"""The pages of anchors, as WeasyPrint 70 asks for them: for contents with page numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weasyprint.css.targets import TargetCollector, TargetLookupItem

if TYPE_CHECKING:
    from collections.abc import Mapping


class Targets(TargetCollector):  # type: ignore[misc] # weasyprint is untyped
    """Page numbers that are told; nothing is laid out again because one was found."""

    def __init__(self, pages: dict[str, TargetLookupItem]) -> None:
        """Know the anchors of `pages` and no others."""
        super().__init__()
        self.target_lookup_items = pages

    def cache_target_page_counters(self, *_found: object) -> None:
        """Do nothing: the flow finds anchors itself."""


@dataclass(slots=True)
class _Elsewhere:
    """The target of a reference, whose boxes may not be there."""

    cached_counter_values: dict[str, list[int]] = field(default_factory=dict)

    def extract_text(self, _style: str) -> str:
        """Return no text: an element is referred to by its page."""
        return ""


def told(pages: Mapping[str, int], total: int) -> dict[str, TargetLookupItem]:
    """Return what a collector knows of anchors on these pages, counted from 1, of so many."""
    items = {}
    for name, page in pages.items():
        item = items[name] = TargetLookupItem("up-to-date")
        item.target_box = _Elsewhere()
        item.page_maker_index = -1
        item.cached_page_counter_values = {"page": [page], "pages": [total]}
    return items

"""Time expressions: finding them, resolving them with a proof, replaying the proof."""

from digest.dates.annotate import annotate, timex
from digest.dates.derived import find_derived
from digest.dates.expressions import find_dates
from digest.dates.language import has_rules
from digest.dates.published import infer_published
from digest.dates.replay import replay, replay_edtf

__all__ = [
    "annotate",
    "find_dates",
    "find_derived",
    "has_rules",
    "infer_published",
    "replay",
    "replay_edtf",
    "timex",
]

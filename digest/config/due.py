"""When editions are due, as a digest's tables say: by schedule, on arrival."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.errors import ConfigError
from digest.model.definition import GRACE, CatchUp, OnArrival, Schedule
from digest.service.schedule import check

if TYPE_CHECKING:
    from digest.config.toml import Table

_WITHIN = 10
"""An on-arrival edition waits at most ten quiet times, unless it says otherwise: a stream that
never pauses would put it off for ever."""
_MOST_ARTICLES = 100_000


def schedule(table: Table) -> Schedule | None:
    """Return the schedule of a digest's table; None when it has none.

    Raises:
        ConfigError: it says something that cannot be.
    """
    rule = table.table("schedule")
    if rule is None:
        return None
    cron, zone = rule.required("cron"), rule.string("zone") or "UTC"
    always = Schedule("0 0 * * *")
    holidays, pauses = rule.strings("holidays"), rule.strings("pauses")
    for key, part in (
        ("zone", replace(always, zone=zone)),
        ("cron", replace(always, cron=cron)),
        ("holidays", replace(always, holidays=holidays)),
        ("pauses", replace(always, pauses=pauses)),
    ):
        try:
            check(part)
        except ConfigError as error:
            rule.refuse(key, str(error))
    catch_up = rule.choice("catch_up", CatchUp, CatchUp.NEWEST)
    found = Schedule(cron, zone, rule.duration("grace") or GRACE, catch_up, holidays, pauses)
    rule.finish()
    return found


def on_arrival(table: Table) -> OnArrival | None:
    """Return how a digest's editions follow articles; None when they do not.

    Raises:
        ConfigError: it says something that cannot be.
    """
    rule = table.table("on_arrival")
    if rule is None:
        return None
    count = rule.integer("articles", 0, low=1, high=_MOST_ARTICLES) or None
    quiet, within = rule.duration("quiet"), rule.duration("within")
    if count is not None and quiet is None:
        quiet = within
    if quiet is None:
        cure = 'add within = "6h"' if count else 'add quiet = "5m"'
        rule.refuse("within" if count else "quiet", f"it is missing; {cure}")
    within = within or max(quiet, timedelta(seconds=1)) * _WITHIN
    if within < quiet:
        rule.refuse("within", "it is shorter than quiet; make it longer, or leave it out")
    rule.finish()
    return OnArrival(quiet, within, count)

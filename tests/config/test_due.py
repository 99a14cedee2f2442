"""When editions are due is read whole, and kept in the database as it was read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from digest.config import load_definitions, parse_digest
from digest.errors import ConfigError
from digest.model.definition import CatchUp, DigestDefinition, OnArrival
from digest.store.definitions import from_json, to_json

if TYPE_CHECKING:
    from pathlib import Path

FULL = """
embargo_until = 2026-03-01T06:00:00+01:00
[digest.schedule]
cron = "0 6 * * *"
catch_up = "all"
holidays = ["12-25"]
pauses = "2026-07-01/2026-08-15"
[digest.on_arrival]
articles = 20
within = "6h"
"""


def read(path: Path, told: str) -> DigestDefinition:
    """Return the digest whose file says `told`."""
    file = path / "digest.toml"
    file.write_text(f'[[digest]]\nname = "storms"\n{told}')
    (found,) = load_definitions(file).digests
    return found


def test_all_that_makes_an_edition_due_is_read(tmp_path: Path) -> None:
    """Twenty articles or six hours: without a quiet time each article leaves the due time alone."""
    found = read(tmp_path, FULL)
    assert found.schedule
    assert (found.schedule.catch_up, found.schedule.holidays) == (CatchUp.ALL, ("12-25",))
    assert found.schedule.pauses == ("2026-07-01/2026-08-15",)
    six = timedelta(hours=6)
    assert found.on_arrival == OnArrival(six, six, 20)
    assert found.embargo_until == datetime(2026, 3, 1, 5, tzinfo=UTC)


def test_a_definition_is_stored_as_it_is(tmp_path: Path) -> None:
    """As JSON and back; one without these keys is stored as an older version stored it."""
    found = read(tmp_path, FULL)
    assert from_json(to_json(found)) == found
    plain = read(tmp_path, '[digest.schedule]\ncron = "0 6 * * *"\n')
    stored = to_json(plain)
    assert set(stored["schedule"]) == {"cron", "zone", "grace"}
    assert not {"embargo_until", "mail", "webhooks"} & set(stored)
    assert from_json({**stored, "from_the_future": 1}) == plain


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ('embargo_until = "soon"', "soon is no time with an offset"),
        ("embargo_until = 2026-03-01T06:00:00", "is no time with an offset"),
        ("on_arrival = { articles = 5 }", "digest.on_arrival.within: it is missing; add within ="),
        ("on_arrival = { articles = 0 }", "0 is out of range"),
        ('schedule = { cron = "0 6 * * *", holidays = "May" }', "digest.schedule.holidays: 'May'"),
        ('schedule = { cron = "0 6 * * *", pauses = "May" }', "digest.schedule.pauses: 'May'"),
        ('schedule = { cron = "0 6 * * *", catch_up = "some" }', "is none of"),
    ],
)
def test_what_is_never_due_is_refused(tmp_path: Path, told: str, error: str) -> None:
    """With key and cure."""
    with pytest.raises(ConfigError, match=error):
        read(tmp_path, told)


def test_an_embargo_may_come_over_the_interface() -> None:
    """As a string, since JSON has no times."""
    found = parse_digest("storms", {"embargo_until": "2026-03-01T06:00:00Z"})
    assert found.embargo_until == datetime(2026, 3, 1, 6, tzinfo=UTC)

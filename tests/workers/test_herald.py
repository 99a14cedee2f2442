"""What a person at a terminal is told stops nothing, whatever the database does meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.model.definition import DigestDefinition, Origin
from digest.service.context import open_context
from digest.store import digests
from workers.herald import FirstEditions, tell_ready

if TYPE_CHECKING:
    import pytest

    from digest.model.place import Place


def test_a_service_is_ready_while_its_database_is_away(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """The supervisor lives on: it says that it is ready, and leaves out what it cannot know."""
    away = replace(place, database="postgresql://127.0.0.1:1/nowhere?connect_timeout=2")
    tell_ready(away, "http://localhost/")
    FirstEditions(away, "http://localhost/").look()
    told = capsys.readouterr()
    assert told.out == f"ready: http://localhost/ ({place.home})\n"
    assert "subscribe" not in told.err
    assert "Ctrl-C" in told.err


def test_the_addresses_of_digests_are_told(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where to subscribe, and how to ask for an edition."""
    with open_context(place) as context, context.store.write() as connection:
        storms = DigestDefinition("storms", "Storms")
        digests.define(connection, storms, Origin.FILE, context.clock())
    tell_ready(place, "http://localhost/")
    told = capsys.readouterr().err
    assert "http://localhost/digests/storms/atom.xml" in told
    assert "digest trigger storms" in told

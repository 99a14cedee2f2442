"""Feeds become sources of digest.toml, each once and under a name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest.config import load_definitions
from digest.config.append import add_sources
from digest.errors import ConfigError
from digest.ingest.opml import read_opml
from digest.model.source import ListedFeed
from digest.service.subscribe import as_sources, exported, listed_feeds

if TYPE_CHECKING:
    from pathlib import Path

    from digest.service.context import Context

FEEDS = (
    ListedFeed('Gazette "daily"\n', "https://a.org/feed", "de"),
    ListedFeed("Gazette: Daily", "https://b.org/feed", "not a tag"),
    ListedFeed("日報", "https://c.org/feed"),
    ListedFeed("https://d.org/feed", "https://d.org/feed"),
)
MINE = '# mine\n[[source]]\nname = "gazette-daily"\nkind = "feed"\naddress = "https://e.org/"\n'


def test_feeds_are_added_to_the_file_and_the_rest_stays(tmp_path: Path) -> None:
    """Names are distinct, titles become outlets, and the file can be read."""
    path = tmp_path / "digest.toml"
    path.write_text(MINE, "utf-8")
    path.chmod(0o600)
    known = load_definitions(path).sources
    add_sources(path, as_sources(FEEDS, known))
    assert path.read_text("utf-8").startswith(MINE)
    assert path.stat().st_mode & 0o777 == 0o600
    found = load_definitions(path).sources
    names = [source.name for source in found]
    assert names == ["gazette-daily", "gazette-daily-2", "gazette-daily-3", "feed", "d-org-feed"]
    assert [source.language for source in found] == [None, "de", None, None, None]
    assert as_sources(FEEDS, found) == ()
    assert [p.name for p in tmp_path.iterdir()] == ["digest.toml"]


def test_a_file_that_is_wrong_is_left_as_it_was(tmp_path: Path) -> None:
    """Nothing is added to what cannot be read."""
    path = tmp_path / "digest.toml"
    path.write_text("[[source]]\nname = 1\n", "utf-8")
    with pytest.raises(ConfigError):
        add_sources(path, as_sources(FEEDS, ()))
    assert [p.read_text("utf-8") for p in tmp_path.iterdir()] == ["[[source]]\nname = 1\n"]


def test_what_is_exported_can_be_imported(context: Context, tmp_path: Path) -> None:
    """The same addresses, languages and outlets."""
    wanted = as_sources(FEEDS, ())
    (tmp_path / "a.opml").write_bytes(exported(context, wanted))
    found = as_sources(listed_feeds(str(tmp_path / "a.opml")), ())
    assert [(s.address, s.language) for s in found] == [(s.address, s.language) for s in wanted]
    assert read_opml("a.opml", exported(context, wanted))[0].title == 'Gazette "daily"'

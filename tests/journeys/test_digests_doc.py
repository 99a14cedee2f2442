"""What docs/digests.md shows is what digest.toml takes."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from digest.config import load_definitions
from digest.model.definition import DigestDefinition, Form, Selection, SourceKind

ROOT = Path(__file__).parents[2]


def test_the_documented_file_is_read_and_names_every_key(tmp_path: Path) -> None:
    """Each field of a selection is set, and so is all that the page says about a digest."""
    page = (ROOT / "docs" / "digests.md").read_text()
    shown = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "digest.toml"
    path.write_text("\n".join(shown))
    found = load_definitions(path)
    (digest,) = found.digests
    assert {source.kind for source in found.sources} == set(SourceKind)
    assert all(getattr(digest.selection, field.name) for field in fields(Selection))
    assert set(digest.forms) == set(Form)
    looks = {"accent", "logo", "paper", "layout", "tlp", "distribution"}
    told = {field.name for field in fields(DigestDefinition)} - looks
    assert {name for name in told if getattr(digest, name) in {None, ()}} == set()
    assert all(f"`{name}`" in page for name in looks)


def test_the_sample_of_a_new_home_is_read() -> None:
    """It defines the digest that the README subscribes to."""
    (digest,) = load_definitions(ROOT / "digest" / "sample" / "digest.toml").digests
    assert digest.name == "sample"
    assert digest.on_arrival

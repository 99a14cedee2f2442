"""What the tests of the house share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout that is tested."""
    return Path(__file__).parents[2]

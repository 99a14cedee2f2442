"""The folder of public files is kept up to date, whatever goes wrong in between."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

from digest.errors import OutputError
from workers import press
from workers.press import Press

if TYPE_CHECKING:
    import pytest

    from digest.web.site import Site


class Folder:
    """A folder that cannot be written at first."""

    def __init__(self) -> None:
        """Begin with no attempt."""
        self.attempts = 0
        self.written = threading.Event()

    def refresh(self) -> int:
        """Fail twice, then succeed."""
        self.attempts += 1
        if self.attempts == 1:
            raise OutputError("The disk is full.")
        if self.attempts == 2:
            raise RuntimeError("a defect")
        self.written.set()
        return 1


def test_the_press_goes_on_after_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, even a defect, is tried again until it is stopped."""
    monkeypatch.setattr(press, "EVERY", 0.01)
    folder = Folder()
    thread = Press(cast("Site", folder))
    thread.start()
    assert folder.written.wait(60)
    thread.stop()
    assert not thread.is_alive()

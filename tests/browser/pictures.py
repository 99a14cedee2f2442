"""Pictures of each kind of page at three widths, light and dark, to be looked at.

`python -m tests.browser.pictures FOLDER [NAME...]` writes FOLDER/NAME-WIDTH-SCHEME.png and says
how large each page is.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from starlette.testclient import TestClient

from digest.web.app import create_app
from tests.browser.chromium import ORIGIN, SCHEMES, WIDTHS, browser, window
from tests.browser.furnished import furnished


def show(folder: Path, *names: str) -> None:
    """Write the pictures of the pages called `names`, by default of all."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, furnished(Path(home)) as service:
        app = create_app(service.context)
        with (
            TestClient(app, base_url=ORIGIN, client=("127.0.0.1", 50000)) as client,
            browser() as opened,
        ):
            for scheme in SCHEMES:
                for width in WIDTHS:
                    with window(opened, client, width=width, scheme=scheme) as page:
                        for name in names or service.pages:
                            answer = page.goto(ORIGIN + service.pages[name])
                            assert answer
                            size = len(answer.body())
                            sys.stdout.write(f"{name} {width} {scheme}: {answer.status} {size}\n")
                            picture = folder / f"{name}-{width}-{scheme}.png"
                            page.screenshot(path=picture, full_page=True)


if __name__ == "__main__":
    show(Path(sys.argv[1]), *sys.argv[2:])

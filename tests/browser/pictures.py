"""Pictures of each kind of page at three widths, light and dark, to be looked at.

`python -m tests.browser.pictures FOLDER [NAME...]` writes FOLDER/NAME-WIDTH-SCHEME.png and says
how large each page is; with FOLDER alone, what docs/gallery shows is made small and put there.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from starlette.testclient import TestClient

from digest.web.app import create_app
from tests.browser.chromium import ORIGIN, SCHEMES, WIDTHS, browser, window
from tests.browser.furnished import furnished
from tests.publish.samples import ROOT

SHOWN = {"seed-768-light": 1800, "edition-360-dark": 1400, "right-to-left-768-light": 1400}
"""The pictures of docs/gallery, and how many pixels of each from its top."""
_COLOURS = 128


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


def hang(folder: Path, gallery: Path) -> None:
    """Put the tops of some pictures of `folder`, at half their size, into `gallery`."""
    for name, height in SHOWN.items():
        with Image.open(folder / f"{name}.png") as picture:
            top = picture.crop((0, 0, picture.width, min(height, picture.height)))
        small = top.resize((top.width // 2, top.height // 2), Image.Resampling.LANCZOS)
        palette = small.convert("P", palette=Image.Palette.ADAPTIVE, colors=_COLOURS)
        palette.save(gallery / f"page-{name}.png", optimize=True)


if __name__ == "__main__":
    out = Path(sys.argv[1])
    show(out, *sys.argv[2:])
    if not sys.argv[2:]:
        hang(out, ROOT / "docs" / "gallery")

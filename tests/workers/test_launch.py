"""`digest up` starts all parts, brings back what is killed, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from digest.errors import MissingPartError
from digest.model.job import JobState
from digest.service.context import open_context
from digest.service.sample import is_bare
from digest.service.shelf import shown_digests, shown_editions
from digest.store import articles
from digest.web.serve import listen
from workers import broker, launch

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Up

    from digest.model.place import Place

ROOT = Path(__file__).parents[2]


def test_a_service_does_its_work_and_stops_cleanly(up: Up, eventually: Callable[..., None]) -> None:
    """A call from a second shell is done; Ctrl-C ends all parts and takes the broker's URL away."""
    storm = up.ingest("A storm closed the harbour.")
    eventually(lambda: up.state(storm) is JobState.DONE)
    parts = up.parts()
    assert len(parts) >= 6
    second = subprocess.run(
        [sys.executable, "-m", "workers"],
        cwd=ROOT,
        env=up.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 2
    assert f"runs in {up.place.home} already (process {up.process.pid})" in second.stderr
    assert up.stop(signal.SIGINT) == 0
    assert psutil.wait_procs(parts, timeout=10)[1] == []
    assert not up.place.broker_file.exists()


DIGEST_TOML = """
[[digest]]
name = "storms"
select = { any = "storm" }
formats = ["page", "rss"]
on_arrival = { quiet = "1s" }
"""


def test_an_article_reaches_the_feed_by_itself(up: Up, eventually: Callable[..., None]) -> None:
    """digest.toml is taken over while the service runs, and what it takes in is published."""
    up.place.definitions.write_text(DIGEST_TOML)
    eventually(lambda: b"storms" in up.get(""))
    up.ingest("A storm closed the harbour on Monday. Two cranes fell into the sea.")
    eventually(lambda: b"<item>" in up.get("digests/storms/rss.xml"))
    assert b"Two cranes fell" in up.get("digests/storms/editions/1/")


@pytest.mark.parametrize("up", ["yes"], indirect=True)
def test_a_new_home_gets_the_sample(up: Up, eventually: Callable[..., None]) -> None:
    """Without a word from anybody there is a feed to subscribe to and a PDF to download."""
    eventually(lambda: up.get("briefings/sample/latest.pdf").startswith(b"%PDF-"))
    eventually(lambda: b"<entry" in up.get("digests/sample/atom.xml"))
    feed = up.get("digests/sample/atom.xml").decode()
    assert feed.count("<entry") == 1
    page = up.get("digests/sample/").decode()
    for file in ("atom.xml", "rss.xml", "feed.json"):
        assert re.search(f'<link rel="alternate" type="[^"]+" title="[^"]+" href="{file}"', page)
        assert f'<li><a href="{file}"' in page
    assert f"{up.address}digests/sample/editions/1/briefing.pdf" in feed
    eventually(lambda: f"{up.address}digests/sample/ has its first edition" in up.told.read_text())
    assert "[[digest]]" in up.place.definitions.read_text()
    with open_context(up.place) as context:
        assert not is_bare(context)
        (digest,) = shown_digests(context)
    assert digest.latest
    assert digest.latest.number == 1


@pytest.mark.parametrize("up", ["yes"], indirect=True)
def test_three_ways_to_ask_give_three_editions(up: Up, eventually: Callable[..., None]) -> None:
    """The queue, HTTP (twice with one key) and the command; nothing new, so each says so."""
    eventually(lambda: b"<entry" in up.get("digests/sample/atom.xml"))
    queued = up.call("digest.trigger", "sample")
    answers = [up.post("api/v1/digests/sample/editions", "from-http") for _ in "ab"]
    assert [answer["id"] for answer in answers] == ["from-http"] * 2
    command = [sys.executable, "-m", "digest", "trigger", "sample", "--wait"]
    asked = subprocess.run(
        [*command, "--home", str(up.place.home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    wishes = [queued, "from-http", asked]
    eventually(lambda: all(up.state(wish) is JobState.DONE for wish in wishes))
    with open_context(up.place) as context:
        made = shown_editions(context, "sample").editions
    assert {edition.key for edition in made} == {"arrival:1", *(f"manual:{w}" for w in wishes)}
    assert sorted(edition.number for edition in made) == [1, 2, 3, 4]
    eventually(lambda: up.get("digests/sample/atom.xml").count(b"<entry") == len(made))


def test_a_file_in_the_inbox_becomes_an_article(up: Up, eventually: Callable[..., None]) -> None:
    """The text alone does not say for sure when it was published, and it is not said for it."""
    shutil.copy(ROOT / "tests" / "data" / "seed" / "article.txt", up.place.inbox)
    eventually((up.place.inbox / "done" / "article.txt").exists)
    with open_context(up.place) as context, context.store.read() as connection:
        (article,) = articles.read(connection, articles.newest_refs(connection, 9))
    assert article.published.origin in {"inferred", "unknown"}
    assert article.published.value in {"2014-12-01", None}
    assert article.published.reasons


def test_a_service_that_cannot_print_is_not_started(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What is missing is told before anything runs, with what installs it."""

    def missing() -> None:
        raise MissingPartError("Pango is missing; install it.")

    monkeypatch.setattr(launch, "warm", missing)
    with pytest.raises(MissingPartError, match="was not started"):
        launch._check_printing()  # noqa: SLF001 - the first step of a start
    assert capfd.readouterr().err == "digest: Pango is missing; install it.\n"


def refusal(place: Place, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the service where it cannot run, and return how it ended."""
    return subprocess.run(
        [sys.executable, "-m", "digest", "up", "--home", str(place.home), "--port", "0"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_start_that_cannot_work_says_why(place: Place) -> None:
    """A port in use, a wrong digest.toml, a file for a home: one sentence each, and exit code 2."""
    place.definitions.write_text('[[digest]]\nname = "Storm Watch"\n')
    wrong = refusal(place)
    assert wrong.returncode == 2
    assert "digest.toml, line 2, digest.name" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    with listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        busy = subprocess.run(
            [sys.executable, "-m", "digest", "up", "--home", str(place.home), "--port", port],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert busy.returncode == 2
    assert f"Port {port} on 127.0.0.1 is in use" in busy.stderr
    unclear = refusal(place, DIGEST_SAMPLE="perhaps")
    assert (unclear.returncode, "write yes or no" in unclear.stderr) == (2, True)
    away = refusal(place, DIGEST_BROKER_URL="redis://:secret@127.0.0.1:1/0")
    assert away.returncode == 2
    assert "The broker at redis://:**@127.0.0.1:1/0 does not answer" in away.stderr
    assert "secret" not in away.stderr
    unknown = refusal(place, DIGEST_BROKER_URL="carrier://pigeon")
    assert (unknown.returncode, "is no address of a broker" in unknown.stderr) == (2, True)
    beneath_a_file = refusal(replace(place, home=place.definitions / "var"))
    assert beneath_a_file.returncode == 2
    assert "cannot be the home of a service (Not a directory)" in beneath_a_file.stderr
    assert "Traceback" not in beneath_a_file.stderr


@pytest.mark.parametrize("module", ["digest.compose", "workers.supervisor"])
def test_a_start_is_interrupted_in_silence(
    place: Place, tmp_path: Path, module: str, eventually: Callable[..., None]
) -> None:
    """Ctrl-C while the parts are being imported, or right after: no traceback, nothing stays."""
    said = tmp_path / "stderr"
    with (
        said.open("w") as log,
        subprocess.Popen(
            [sys.executable, "-X", "importtime", "-m", "workers"],
            cwd=ROOT,
            env={**os.environ, "DIGEST_HOME": str(place.home), "DIGEST_PORT": "0"},
            stdout=subprocess.DEVNULL,
            stderr=log,
        ) as starting,
    ):
        try:
            eventually(lambda: f" {module}\n" in said.read_text())
            starting.send_signal(signal.SIGINT)
            # 0 when the machine was so slow to send it that the supervisor had begun to listen
            assert starting.wait(60) in {0, -signal.SIGINT}
        finally:
            starting.kill()  # what it had started ends with it
    assert "Traceback" not in said.read_text()
    assert not place.broker_file.exists()


def has_ended(part: psutil.Process) -> bool:
    """Return whether a process is gone, or waits to be taken note of."""
    try:
        return part.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_whatever_is_killed_comes_back(up: Up, eventually: Callable[..., None]) -> None:
    """Broker, its leash, a worker, a child of a worker; work goes on each time."""
    victims = ["valkey-server unixsocket", "workers.leash", "--queues celery,ingest", "serve"]
    for number, words in enumerate(victims):
        part = up.part(words)
        part.kill()
        eventually(lambda gone=part: has_ended(gone))
        eventually(lambda: broker.is_alive(broker.socket_of(up.place)))
        storm = up.ingest(f"Storm number {number}.")
        eventually(lambda name=storm: up.state(name) is JobState.DONE)
    with suppress(psutil.NoSuchProcess):  # it was just replaced, which is as good
        up.part("--queues celery,ingest").children()[0].kill()
    last = up.ingest("A last storm.")
    eventually(lambda: up.state(last) is JobState.DONE)


def test_a_platform_without_a_server_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install, or which variable to set."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("platform.machine", lambda: "vax")
    with pytest.raises(
        MissingPartError, match=r"install Valkey or Redis, or set DIGEST_BROKER_URL"
    ):
        broker.find_server()

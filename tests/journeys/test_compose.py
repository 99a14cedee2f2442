"""docker-compose.yml: each of its commands is really run, on real PostgreSQL and real Valkey."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest
import sqlalchemy as sa
import yaml

from digest.web.serve import listen
from workers import broker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
OURS = ("migrate", "web", "ingest", "render", "beat")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of the file."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


def test_every_long_running_service_is_watched_and_unprivileged(services: dict[str, Any]) -> None:
    """Ours have no rights they do not need; all but the beat that nothing needs are watched."""
    for name in OURS:
        told = services[name]
        assert told["cap_drop"] == ["ALL"], name
        assert told["read_only"], name
        assert told["user"].startswith("${UID:-1000}"), name
    for name in ("web", "ingest", "render", "postgres", "valkey"):
        assert services[name]["healthcheck"]["test"][0] == "CMD", name
    assert services["migrate"]["restart"] == "no"
    for name in ("web", "ingest", "render"):
        needed = services[name]["depends_on"]["migrate"]["condition"]
        assert needed == "service_completed_successfully", name
    for name in ("ingest", "render"):
        assert int(services[name]["stop_grace_period"].removesuffix("s")) > 30


def command(words: list[str]) -> list[str]:
    """Return a command of the file as it is run here: by our interpreter."""
    program, *rest = words
    if program == "python":
        return [sys.executable, *rest]
    return [sys.executable, "-m", program, *rest]


@pytest.fixture
def environment(
    tmp_path: Path, postgres: sa.URL, services: dict[str, Any]
) -> Iterator[dict[str, str]]:
    """What the file tells the web, with addresses of servers that run here."""
    name = f"d{uuid.uuid4().hex}"
    engine = sa.create_engine(postgres, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    with listen("127.0.0.1", 0) as one, listen("127.0.0.1", 0) as other:
        queue, web = one.getsockname()[1], other.getsockname()[1]
    told = (
        {
            key: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
            for key, value in services["web"]["environment"].items()
        }
        if "<<" not in services["web"]["environment"]
        else {}
    )
    address = postgres.set(database=name).render_as_string(hide_password=False)
    here = {
        "HOME": str(tmp_path),
        "DIGEST_HOME": str(tmp_path / "home"),
        "DIGEST_DATABASE_URL": address,
        "DIGEST_BROKER_URL": f"redis://127.0.0.1:{queue}/0",
        "DIGEST_PORT": str(web),
        "DIGEST_HOST": "127.0.0.1",
    }
    assert {"DIGEST_HOME", "DIGEST_DATABASE_URL", "DIGEST_BROKER_URL"} <= told.keys()
    server = [broker.find_server(), "--port", str(queue), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen([*server, "--dir", str(tmp_path)], stdout=subprocess.DEVNULL) as valkey:
        yield {**os.environ, **told, **here}
        valkey.terminate()


@contextmanager
def running(words: list[str], environment: dict[str, str]) -> Iterator[None]:
    """Run a service's command until the block ends."""
    with subprocess.Popen(
        command(words),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield
            assert process.poll() is None, words
        finally:
            process.terminate()
            process.wait(90)


def once(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command(words), cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )


def until(true: Callable[[], bool]) -> None:
    """Wait for a condition; the time is a bound for broken runs, not a promise."""
    deadline = time.monotonic() + 90
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.2)


def test_the_services_work_together(
    services: dict[str, Any], environment: dict[str, str], tmp_path: Path
) -> None:
    """Migrated once, then web, workers and beat make the sample's briefing; checks say healthy."""
    told = {name: [str(word) for word in services[name]["command"]] for name in OURS}
    told["beat"] = [word.replace("/tmp/", f"{tmp_path}/") for word in told["beat"]]  # noqa: S108
    migrated = once(told["migrate"], environment)
    assert migrated.returncode == 0, migrated.stderr
    address = f"http://127.0.0.1:{environment['DIGEST_PORT']}"

    def answers() -> bool:
        try:
            with urlopen(f"{address}/briefings/sample/latest.pdf", timeout=20) as answer:  # noqa: S310
                return bool(answer.read(5) == b"%PDF-")
        except OSError:
            return False

    with ExitStack() as stack:
        for name in ("web", "ingest", "render", "beat"):
            stack.enter_context(running(told[name], environment))
        until(answers)
        for name in ("web", "ingest"):
            words = [str(word) for word in services[name]["healthcheck"]["test"][1:]]
            here = [word.replace("http://127.0.0.1:8000", address) for word in words]
            healthy = once(here, environment)
            assert healthy.returncode == 0, (name, healthy.stderr)

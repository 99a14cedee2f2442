"""`digest trigger`, `jobs` and `plan` on a home whose service does not run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from digest.model.definition import DigestDefinition, Form
from digest.model.job import JobState, Pool
from digest.model.place import Place
from digest.model.settings import Settings
from digest.service.context import open_context
from digest.service.define import define
from digest.service.dispatch import work
from digest.service.shelf import shown_digests, shown_job, shown_jobs
from digest.service.tick import beat

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A home with one digest."""
    home = tmp_path / "home"
    found = Place(home, f"sqlite:///{home / 'digest.db'}", Settings())
    with open_context(found) as context:
        define(context, DigestDefinition("storms", "Storms", forms=(Form.PAGE,)))
    return found


@pytest.fixture
def run(place: Place) -> Run:
    """Run the command on that home."""

    def run_it(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "digest", *words, "--home", str(place.home)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    return run_it


def test_a_trigger_prints_the_id_of_a_stored_job(place: Place, run: Run) -> None:
    """Twice with the same id it is the same job; an unknown digest is told."""
    first = run("trigger", "storms", "--id", "morning")
    assert (first.returncode, first.stdout) == (0, "morning\n")
    again = run("trigger", "storms", "--id", "morning", "--json")
    assert json.loads(again.stdout)["key"] == "manual:morning"
    other = run("trigger", "storms").stdout.strip()
    with open_context(place) as context:
        assert shown_job(context, other).state is JobState.WAITING
    unknown = run("trigger", "storm")
    assert unknown.returncode == 2
    assert unknown.stderr == "digest: There is no digest 'storm'; there is: storms.\n"


def test_jobs_are_listed_cancelled_and_brought_back(place: Place, run: Run) -> None:
    """As a table for people and as JSON for programs."""
    run("trigger", "storms", "--id", "morning")
    table = run("jobs").stdout.splitlines()
    assert table[0].split()[:4] == ["id", "what", "of", "state"]
    assert table[1].split()[:4] == ["morning", "edition", "storms", "waiting"]
    assert run("jobs", "cancel", "morning").stdout == "morning: cancelled\n"
    (job,) = json.loads(run("jobs", "--state", "cancelled", "--json").stdout)
    assert (job["id"], job["state"]) == ("morning", "cancelled")
    assert run("jobs", "retry", "morning").stdout == "morning: waiting\n"
    with open_context(place) as context:
        assert work(context, Pool.RENDER, worker="w")
    assert json.loads(run("jobs", "show", "morning").stdout)["result"] == "nothing new"
    missing = run("jobs", "show", "evening")
    assert missing.returncode == 2
    assert "There is no job 'evening'" in missing.stderr


def test_waiting_ends_with_the_job(run: Run) -> None:
    """A cancelled one is no success."""
    run("trigger", "storms", "--id", "morning")
    run("jobs", "cancel", "morning")
    waited = run("trigger", "storms", "--id", "morning", "--wait")
    assert waited.returncode == 1
    assert "the job is cancelled" in waited.stderr


def test_a_plan_is_shown_and_changes_nothing(run: Run) -> None:
    """With nothing new it says what the digest answers then."""
    shown = run("plan", "storms")
    assert "No new article: asked for now, the digest's answer is “skip”." in shown.stdout
    assert "due only when it is asked for" in shown.stdout
    told = json.loads(run("plan", "storms", "--json").stdout)
    assert (told["digest"], told["articles"], told["slots"]) == ("storms", [], [])


def test_a_home_without_a_service_is_told(tmp_path: Path) -> None:
    """And none is made."""
    home = tmp_path / "nowhere"
    done = subprocess.run(
        [sys.executable, "-m", "digest", "jobs", "--home", str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"There is no service in {home}; start one with `digest up`" in done.stderr
    assert not home.exists()


def test_status_tells_whether_a_worker_lives(place: Place, run: Run) -> None:
    """Exit code 1 without one; what waits, what failed and the last edition are shown."""
    run("trigger", "storms", "--id", "morning")
    alone = run("status")
    assert alone.returncode == 1
    assert "no worker lives; start the service with `digest up`" in alone.stderr
    assert [line.split()[:3] for line in alone.stdout.splitlines()][1] == [
        "waiting",
        "1",
        "edition",
    ]
    with open_context(place) as context:
        beat(context, "elsewhere:7", "worker", {"definitions": "digest.toml, line 3: wrong."})
    shown = run("status")
    assert shown.returncode == 0
    assert "1 worker" in shown.stdout
    assert "digest.toml, line 3: wrong." in shown.stdout
    assert run("status", "--here").returncode == 1
    told = json.loads(run("status", "--json").stdout)
    assert told["parts"][0]["name"] == "elsewhere:7"
    assert told["jobs"] == [{"kind": "edition", "state": "waiting", "count": 1}]
    storms = {"name": "storms", "edition": None, "released": None, "uncorrected": []}
    assert told["digests"] == [storms]


def test_migrate_makes_a_home_ready(tmp_path: Path) -> None:
    """With the sample, or without; a second time changes nothing."""
    for choice, expected in (("--sample", ["sample"]), ("--no-sample", [])):
        home = tmp_path / choice.strip("-")
        for _ in "ab":
            done = subprocess.run(
                [sys.executable, "-m", "digest", "migrate", "--home", str(home), choice],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            assert (done.returncode, done.stderr) == (0, f"{home} is ready.\n")
        found = Place(home, f"sqlite:///{home / 'digest.db'}", Settings())
        with open_context(found) as context:
            assert [d.definition.name for d in shown_digests(context)] == expected
            assert len(shown_jobs(context)) == len(expected)


def test_a_diff_of_an_unknown_article_is_told(run: Run) -> None:
    """In one sentence, by both commands."""
    for command in ("show", "diff"):
        done = run("articles", command, "a-0")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "digest: There is no article 'a-0'.\n"

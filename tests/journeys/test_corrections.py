"""The commands that correct, withdraw and take down, as somebody types them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Form
from digest.model.job import Pool
from digest.model.place import Place
from digest.model.received import Given, Received
from digest.model.settings import Settings
from digest.service.accept import Request, accept
from digest.service.context import open_context
from digest.service.define import define
from digest.service.dispatch import work
from digest.service.shelf import shown_edition, shown_job
from digest.service.trigger import trigger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

TEXT = "A storm closed the harbour on Monday. Twelve ships waited outside for two days."


class Home:
    """A home whose first edition quotes an article; `do` is the command on it."""

    def __init__(self, place: Place, run: Run) -> None:
        """Define a digest, read an article, and make an edition of it."""
        self.place, self._run = place, run
        with open_context(place) as context:
            define(context, DigestDefinition("storms", "Storms", forms=(Form.PAGE,)))
        self.article = self.read("first", TEXT)
        with open_context(place) as context:
            trigger(context, "storms", "morning")
        self.work()

    def read(self, key: str, text: str) -> str:
        """Let the article be read, and return its id."""
        with open_context(self.place) as context:
            given = Given(id="storm", title="Storm closes harbour", published="2026-02-27")
            accept(context, Request(key, Received(key, MediaType.TEXT, text.encode(), given)))
        self.work()
        with open_context(self.place) as context:
            return (shown_job(context, key).result or "").partition("/")[0]

    def work(self) -> None:
        """Do all the work that waits."""
        with open_context(self.place) as context:
            while any(work(context, pool, worker="w") for pool in Pool):
                pass

    def do(self, *words: str) -> tuple[int, str, str]:
        """Run a command on this home."""
        return self._run(*words, "--home", str(self.place.home))


@pytest.fixture
def home(tmp_path: Path, run: Run) -> Home:
    """A home with an edition."""
    folder = tmp_path / "home"
    return Home(Place(folder, f"sqlite:///{folder / 'digest.db'}", Settings()), run)


def test_an_edition_is_corrected_by_its_name_or_its_id(home: Home) -> None:
    """`digest status` names it first; what names no edition is told."""
    home.read("second", TEXT.replace("Twelve", "Thirteen"))
    _, said, _ = home.do("status", "--json")
    assert json.loads(said)["digests"][0]["uncorrected"] == [1]
    code, job, _ = home.do("correct", "storms/1", "--id", "please")
    assert (code, job) == (0, "please\n")
    home.work()
    assert home.do("correct", "storms-1", "--id", "please")[2] == (
        "Edition 1 is out as revision 2.\n"
    )
    home.do("correct", "storms-1", "--id", "again")
    home.work()
    assert home.do("correct", "storms-1", "--id", "again")[2] == "There is nothing to correct.\n"
    assert home.do("correct", "storms")[0] == 2
    assert "no edition number 7" in home.do("correct", "storms/7")[2]


def test_an_article_is_withdrawn_and_stands_again(home: Home) -> None:
    """Each is said in a line."""
    assert "made up" in home.do("articles", "withdraw", home.article, "--reason", "made up")[2]
    assert json.loads(home.do("articles", "show", home.article, "--json")[1])["withdrawn"]
    assert "stands again" in home.do("articles", "withdraw", home.article, "--undo")[2]
    assert "not withdrawn" in home.do("articles", "withdraw", home.article, "--undo")[2]


def test_an_article_is_taken_down(home: Home) -> None:
    """By whoever says why; afterwards there is nothing to show."""
    code, job, _ = home.do("takedown", home.article, "--reason", "Court order", "--yes")
    assert code == 0
    home.work()
    told = json.loads(home.do("jobs", "show", job.strip())[1])
    assert told["result"].startswith("erased: 1 versions, 1 documents, 1 editions")
    code, _, said = home.do("articles", "show", home.article)
    assert (code, "was taken down" in said) == (2, True)
    with open_context(home.place) as context:
        assert shown_edition(context, "storms", 1).revision == 2

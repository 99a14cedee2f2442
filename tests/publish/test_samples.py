"""Every sample edition meets the standards of archive and access, and passes its own check."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from digest.errors import MissingPartError
from digest.publish import pdf
from digest.publish.evidence import evidence
from digest.publish.pdf_reading import read_printed
from digest.publish.templates import Templates
from digest.service.verify import State, verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from digest.model.edition import Edition

pytestmark = pytest.mark.pdf

NAMES = (
    "seed",
    "covid",
    "right-to-left",
    "chinese-japanese-korean",
    "greek-cyrillic-devanagari",
    "one-story",
    "thirty-stories",
    "no-story",
    "long-headline",
    "two-thousand-events",
    "flash",
)


@pytest.fixture(scope="module")
def editions() -> dict[str, Edition]:
    """All samples; skips where briefings cannot be printed."""
    try:
        pdf.preload(Templates())
    except MissingPartError as error:
        pytest.skip(str(error))
    spec = importlib.util.spec_from_file_location("samples", Path(__file__).with_name("samples.py"))
    assert spec
    assert spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[str, Edition] = module.samples()
    return found


@pytest.fixture(scope="module")
def files(
    editions: dict[str, Edition], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The briefing of each sample as a file."""
    folder = tmp_path_factory.mktemp("samples")
    made = {name: folder / f"{name}.pdf" for name in editions}
    for name, edition in editions.items():
        proof = evidence(edition)
        made[name].write_bytes(pdf.briefing(edition, attachment=proof, templates=Templates()))
    return made


def test_all_samples_are_judged(editions: dict[str, Edition]) -> None:
    """The names below are those of the samples."""
    assert set(editions) == set(NAMES)


def test_they_conform_to_both_standards(
    files: dict[str, Path], verapdf: Callable[[list[str]], list[str]]
) -> None:
    """The judgement of veraPDF: PDF/A-3a and PDF/UA-1, every one of them."""
    paths = [str(path) for path in files.values()]
    expected = [f"PASSED {flavour} {path}" for path in paths for flavour in ("3a", "ua1")]
    assert verapdf(paths) == expected


@pytest.mark.parametrize("name", NAMES)
def test_its_syntax_is_clean(name: str, files: dict[str, Path]) -> None:
    """The judgement of qpdf."""
    qpdf = shutil.which("qpdf")
    if not qpdf:
        pytest.skip("qpdf is not installed")
    command = [qpdf, "--check", str(files[name])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "No syntax or stream encoding errors found" in done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_it_passes_its_own_check(name: str, files: dict[str, Path]) -> None:
    """Digest verify finds nothing wrong, print compared byte by byte."""
    verdict = verify(files[name])
    assert [check.faults for check in verdict.checks if check.state is State.FAILED] == []
    told = next(check.told for check in verdict.checks if check.name == "print")
    assert told == "the edition printed again is this file, byte by byte"


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_is_read_in_its_order(
    name: str, editions: dict[str, Edition], files: dict[str, Path]
) -> None:
    """By the structure that screen readers follow, sentences stand whole, one after the other."""
    printed = read_printed(files[name].read_bytes(), name, text=True)
    told, at = _letters(printed.text), 0
    stories = editions[name].stories
    for story in stories[:2]:
        for sentence in story.sentences[:1] if name == "flash" else story.sentences:
            at = told.find(_letters(sentence.text), at)
            assert at >= 0, sentence.text
    assert bool(stories) == (at > 0)


def _letters(text: str) -> str:
    """Return the letters of a text, without the marks that fonts draw in one with others."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(char for char in plain if char.isalnum())

"""Checks a briefing, offline: its evidence, its proofs, its print, and its articles where given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import digest
from digest.compose.faults import (
    citation_faults,
    order_faults,
    proof_faults,
    source_faults,
    voice_faults,
)
from digest.errors import DigestError, InputError
from digest.publish.evidence import read_evidence, read_program
from digest.publish.pdf import briefing, maker, seal
from digest.publish.pdf_reading import read_printed
from digest.publish.templates import Templates
from digest.service.witnesses import source_differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from digest.model.article import Article
    from digest.model.edition import Edition
    from digest.publish.pdf_reading import Printed

MAX_BYTES = 256_000_000
"""A larger file is not read: the largest briefing that a worker prints has a tenth of that."""

_EVIDENCE = "edition.json"
_UNTIL_FAULTS = 20


class State(StrEnum):
    """How a check ended; what could not be checked is not passed."""

    PASSED = "passed"
    FAILED = "failed"
    UNCHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it looked at, how it ended, in one sentence, with the first faults."""

    name: str
    state: State
    told: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one briefing; `seal` is to be compared with one got by another way."""

    title: str
    number: int
    seal: str
    made_by: str
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return all(check.state is not State.FAILED for check in self.checks)


def verify(
    path: Path,
    *,
    articles: Callable[[Edition], dict[str, tuple[Article, ...]]] | None = None,
    templates: Path | None = None,
) -> Verdict:
    """Return the verdict on the briefing at `path`.

    `articles` gives those that the edition's sources are compared with, by the SHA-256 of their
    text. `templates` is the folder of the
    user's own that it was printed with.

    Raises:
        InputError: the file cannot be read, is no PDF, or has no evidence of an edition in it.
        MissingPartError: Pango or HarfBuzz is not installed.
    """
    data = _read(path)
    printed = read_printed(data, str(path), text=False)
    evidence = next((content for name, content in printed.attached if name == _EVIDENCE), None)
    if evidence is None:
        raise InputError(f"{path} has no {_EVIDENCE} in it; only a sealed briefing can be checked.")
    edition = read_evidence(evidence)
    checks = (
        _of_faults("texts", "each source has the SHA-256 it bears", source_faults(edition)),
        _of_faults("citations", "each sentence stands where it cites", citation_faults(edition)),
        _of_faults("proofs", "each date follows from its proof", proof_faults(edition)),
        _of_faults("order", "the parts of the edition fit each other", order_faults(edition)),
        _voice_check(edition, evidence),
        _print_check(data, printed, edition, evidence, Templates(templates)),
        _article_check(edition, articles),
    )
    return Verdict(edition.title, edition.number, seal(evidence), printed.maker, checks)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB; it is not ours.")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error


def _of_faults(name: str, told: str, faults: Iterator[str]) -> Check:
    found = tuple(faults)
    if not found:
        return Check(name, State.PASSED, told)
    count = "one fault" if len(found) == 1 else f"{len(found)} faults"
    return Check(name, State.FAILED, f"{count} where {told} was expected", found[:_UNTIL_FAULTS])


def _voice_check(edition: Edition, evidence: bytes) -> Check:
    name, made_by = "voices", read_program(evidence).version
    if made_by != digest.__version__:
        told = f"whose a sentence is was found by version {made_by}, and this is another"
        return Check(name, State.UNCHECKED, told)
    return _of_faults(name, "each sentence is given to the voice it names", voice_faults(edition))


def _print_check(
    data: bytes, printed: Printed, edition: Edition, evidence: bytes, templates: Templates
) -> Check:
    """Print the edition again: byte by byte where the versions are the same, else by its text."""
    name = "print"
    try:
        again = briefing(edition, attachment=evidence, templates=templates)
    except DigestError as error:
        return Check(name, State.UNCHECKED, f"it cannot be printed here: {error}")
    except (ValueError, KeyError) as error:  # evidence that no edition gives
        return Check(name, State.FAILED, f"the evidence cannot be printed: {error!r}")
    if again == data:
        return Check(name, State.PASSED, "the edition printed again is this file, byte by byte")
    here = maker(templates)
    if printed.maker == here:
        return Check(name, State.FAILED, "the edition printed again is another file")
    ours = read_printed(again, "the print", text=True)
    theirs = read_printed(data, "the briefing", text=True)
    different = [
        f"{part} is not what the edition gives"
        for part, one, other in (
            ("the text", theirs.text, ours.text),
            ("what stands beside it", theirs.strange_to(ours), ()),
            ("the title", theirs.title, ours.title),
            ("where the links lead", theirs.links, ours.links),
            ("what is attached", theirs.attached, ours.attached),
        )
        if one != other
    ]
    versions = f"it was made by {printed.maker or 'an unnamed program'}, printed again by {here}"
    if different:
        return Check(name, State.FAILED, f"{versions}; they differ", tuple(different))
    told = f"{versions}: bytes cannot be compared; text, links and attachments are the same"
    return Check(name, State.PASSED, told)


def _article_check(
    edition: Edition, articles: Callable[[Edition], dict[str, tuple[Article, ...]]] | None
) -> Check:
    name = "articles"
    if articles is None:
        told = (
            "whether the sources are the articles that were published shows only against them: "
            "give --articles or --home, or compare the seal with one that came another way"
        )
        return Check(name, State.UNCHECKED, told)
    faults = source_differences(edition, articles(edition))
    return _of_faults(name, "each source is one of the articles", faults)

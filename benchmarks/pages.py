"""Pages: body, title, date and authors, and speed, beside trafilatura alone in the same run.

    ./run bench pages FILE.jsonl.gz [--rounds N]

A line of FILE is {id, html, url, title, authors, published, paragraphs}. The body is compared by
runs of four words, as multisets: precision and recall averaged over pages, F1 of the averages.
Methods take turns page by page, so that both feel the same machine.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trafilatura

from digest.errors import InputError
from digest.model.article import DIGESTIBLE, Document, MediaType
from digest.text.extract import extract

NEEDS = "FILE.jsonl.gz [--rounds N]"
RUN = 4
Page = dict[str, Any]
Found = tuple[str | None, str | None, list[str], str]


@dataclass
class Score:
    """What a method found, added up over pages."""

    precision: float = 0.0
    recall: float = 0.0
    title: int = 0
    date: int = 0
    authors: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, page: Page, found: Found) -> None:
        """Count a page."""
        title, published, authors, text = found
        true, said = runs("\n".join(page["paragraphs"])), runs(text)
        both = sum((true & said).values())
        self.precision += both / (sum(said.values()) or 1)
        self.recall += both / (sum(true.values()) or 1)
        self.title += words(page["title"]) == words(title)
        self.date += (published or "")[:10] == (page["published"] or " ")[:10]
        named = {tuple(words(name)) for name in page["authors"] or []}
        self.authors += bool(named) and named == {tuple(words(name)) for name in authors}


def main(argv: list[str]) -> int:
    """Score both methods on all pages of a file, and print how their speeds compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args(argv)
    with gzip.open(given.file, "rt", encoding="utf-8") as lines:
        pages: list[Page] = [json.loads(line) for line in lines]
    methods = {"this project": ours, "trafilatura": alone}
    scores = {name: Score() for name in methods}
    for number in range(given.rounds):
        spent = dict.fromkeys(methods, 0.0)
        for page in pages:
            for name, method in methods.items():
                began = time.process_time()
                found = method(page)
                spent[name] += time.process_time() - began
                if number == 0:
                    scores[name].add(page, found)
        for name, seconds in spent.items():
            scores[name].seconds.append(seconds)
    for name, score in scores.items():
        show(name, score, len(pages))
    ratio = min(scores["trafilatura"].seconds) / min(scores["this project"].seconds)
    print(f"speed of this project over trafilatura's: {ratio:.2f}")
    return 0


def ours(page: Page) -> Found:
    """Return what this project finds."""
    document = Document(page["id"], MediaType.HTML, page["html"], url=page["url"])
    try:
        found = extract(document)
    except InputError:
        return None, None, [], ""
    body = "\n".join(
        found.text[p.start : p.end]
        for section in found.sections
        if section.kind in DIGESTIBLE
        for p in (*filter(None, [section.heading]), *section.paragraphs)
    )
    return found.title, found.published, list(found.authors), body


def alone(page: Page) -> Found:
    """Return what trafilatura finds with the same settings and nothing else."""
    found = trafilatura.bare_extraction(
        page["html"],
        url=page["url"],
        favor_precision=True,
        with_metadata=True,
        include_comments=False,
    )
    if found is None or isinstance(found, dict):
        return None, None, [], ""
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    return found.title, found.date, authors, found.text or ""


def words(text: str | None) -> list[str]:
    """Return the words of a text, in lower case."""
    return re.findall(r"\w+", (text or "").lower())


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Return how often each run of words stands in a text."""
    found = words(text)
    return Counter(zip(*(found[n:] for n in range(RUN)), strict=False))


def show(name: str, score: Score, count: int) -> None:
    """Print one method's figures."""
    precision, recall = score.precision / count, score.recall / count
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"{name:14} F1 {f1:.4f} (precision {precision:.4f}, recall {recall:.4f}), "
        f"title {score.title}/{count}, date {score.date}, authors {score.authors}, "
        f"{count / min(score.seconds):.1f} pages/s of one core"
    )

"""Time expressions: quality on corpora given by path, and speed beside two peers in one run.

    ./run bench dates news.jsonl [histories.jsonl --narrative | other.jsonl --plain]

A corpus is JSONL: {id, dct, text, timexes: [{start, end, value}]}. Each is scored whole and by
halves (a hash of the id), so that rules made on one half show what they are worth on the other.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dates_score import Tally, kept, plain, told

from digest.dates import annotate

if TYPE_CHECKING:
    from collections.abc import Callable

Record = dict[str, Any]
NEEDS = "CORPUS.jsonl... [--narrative] [--plain] [--no-peers]"
_PEER_CHARACTERS = 60_000
"""How much text the slow peers get; they read a few thousand to some ten thousand a second."""


def main(argv: list[str]) -> int:
    """Score the corpora, then measure speed on their text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--narrative", action="store_true", help="the corpora are histories")
    parser.add_argument("--plain", action="store_true", help="score years, months and days alone")
    parser.add_argument("--no-peers", action="store_true", help="measure this engine alone")
    arguments = parser.parse_args(argv)
    records = []
    for path in arguments.corpus:
        corpus = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        wanted = plain if arguments.plain else told if arguments.narrative else None
        quality(path.stem, corpus, wanted, narrative=arguments.narrative)
        records += corpus
    speed(records, peers=not arguments.no_peers)
    return 0


def half(record: Record) -> int:
    """Return 0 or 1, by a hash of the record's id."""
    return int(hashlib.sha256(str(record["id"]).encode()).hexdigest(), 16) % 2


def quality(
    name: str,
    corpus: list[Record],
    wanted: Callable[[dict[str, Any]], bool] | None,
    *,
    narrative: bool,
) -> None:
    """Print the scores of a corpus: its two halves, and all of it."""
    tallies = {"half 0": Tally(), "half 1": Tally(), "all": Tally()}
    for record in corpus:
        gold, found = record["timexes"], annotate(record, narrative=narrative)["timexes"]
        if wanted is not None:
            gold, found = kept(gold, found, wanted)
        tallies[f"half {half(record)}"].add(gold, found)
        tallies["all"].add(gold, found)
    for part, tally in tallies.items():
        print(f"{name:12} {part:7} {tally.line()}")


def speed(records: list[Record], *, peers: bool) -> None:
    """Print characters a second of this engine and of the peers that are installed."""
    texts = [record["text"] for record in records]
    annotate(records[0])
    mine = _rate(lambda text: annotate({"id": 0, "text": text, "dct": "2000-01-01"}), texts)
    print(f"{'this engine':24} {mine:12,.0f} characters/s")
    few, size = [], 0
    for text in texts:
        few.append(text)
        size += len(text)
        if size >= _PEER_CHARACTERS:
            break
    for name, peer in _peers().items() if peers else ():
        rate = _rate(peer, few)
        print(f"{name:24} {rate:12,.0f} characters/s; this engine is {mine / rate:,.0f} times it")


def _rate(read: Callable[[str], object], texts: list[str]) -> float:
    """Return characters read in a second of processor time."""
    begin = time.process_time()
    for text in texts:
        read(text)
    return sum(map(len, texts)) / (time.process_time() - begin)


def _peers() -> dict[str, Callable[[str], object]]:
    """Return the peers that are installed; the others are named with what is missing."""
    found: dict[str, Callable[[str], object]] = {}
    try:
        search = importlib.import_module("dateparser.search")
        found["dateparser"] = lambda text: search.search_dates(text, languages=["en"])
    except ImportError as missing:
        print(f"dateparser skipped: {missing}")
    try:
        suite = importlib.import_module("recognizers_date_time")
        found["recognizers-text"] = lambda text: suite.recognize_datetime(text, "en-us")
    except ImportError as missing:
        print(f"recognizers-text skipped (recognizers-text-suite with emoji<2): {missing}")
    return found

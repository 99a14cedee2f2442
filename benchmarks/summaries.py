"""Summaries: ROUGE and speed beside the first sentences and sumy's LexRank and TextRank.

    ./run bench summaries FILE.jsonl... [--sentences N | --words N]

A line of a FILE is {id, sentences | text | documents, reference | references}. Every method gets
the same sentences; with --words it gets the best sentences that fit and recall is measured,
else F1. Both halves of a file (every second line) are scored, for what is tuned on one half is
worth what it shows on the other. sumy is skipped where it is not installed (with numpy).
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summaries_score import Row, mean, rouge

from digest.compose.abstract import abstract, split_article
from digest.compose.choice import Length
from digest.text.tokens import words as words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Method = Callable[["Texts", Length], Sequence[str]]

NEEDS = "FILE.jsonl... [--sentences N | --words N]"
Texts = list[list[str]]


def main(argv: list[str]) -> int:
    """Score every method on every file, and print how much faster and better this project is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="+", type=Path)
    bound = parser.add_mutually_exclusive_group()
    bound.add_argument("--sentences", type=int, default=None)
    bound.add_argument("--words", type=int, default=None)
    given = parser.parse_args(argv)
    length = Length(words=given.words) if given.words else Length(sentences=given.sentences or 3)
    methods: dict[str, Method] = {"this project": abstract, "first sentences": first} | sumy()
    for path in given.file:
        cases = [case(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
        articles = sum(len(texts) for texts, _ in cases)
        means: dict[str, float] = {}
        for name, method in methods.items():
            began = time.process_time()
            summaries = [list(method(texts, length)) for texts, _ in cases]
            spent = time.process_time() - began
            rows = [
                rouge(said, references, recall=length.words is not None)
                for said, (_, references) in zip(summaries, cases, strict=True)
            ]
            size = sum(len(" ".join(said).split()) for said in summaries) / len(cases)
            means[name] = sum(mean(rows))
            print(
                f"{path.stem:12} {name:16} all {line(rows)}; halves {line(rows[::2])}, "
                f"{line(rows[1::2])}; {size:.0f} words, {articles / spent:,.0f} articles/s"
            )
        mine = means["this project"]
        told = [f"{mine / other:.2f} times {n}" for n, other in means.items() if other != mine]
        print(f"{path.stem:12} this project's sum of the three is {', '.join(told)}")
    return 0


def case(record: dict[str, Any]) -> tuple[Texts, list[list[str]]]:
    """Return the texts of a record as sentences, and its references as sentences."""
    if "sentences" in record:
        texts = [record["sentences"]]
    else:
        documents = record.get("documents") or [record["text"]]
        texts = [list(split_article(text, record.get("title"))) for text in documents]
    references = record.get("references") or [record["reference"]]
    return texts, [reference.splitlines() for reference in references]


def line(rows: Sequence[Row]) -> str:
    """Return the mean of rows as text."""
    return "/".join(f"{value:.1f}" for value in mean(rows)) if rows else "-"


def first(texts: Texts, length: Length) -> list[str]:
    """Return the first sentences of the first text that has any; with words, of each in turn."""
    if length.sentences:
        return next((text for text in texts if text), [])[: length.sentences]
    turns = [text[n] for n in range(max(map(len, texts))) for text in texts if n < len(text)]
    return _fitting(turns, length)


def _fitting(sentences: Sequence[str], length: Length) -> list[str]:
    if length.sentences:
        return list(sentences[: length.sentences])
    kept: list[str] = []
    left = length.words or 0
    for sentence in sentences:
        size = len(sentence.split())
        if size > left:
            continue
        kept.append(sentence)
        left -= size
    return kept


class _Tokens:
    """What sumy asks of a tokenizer; sentences are split already."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(words_of(sentence))


def sumy() -> dict[str, Method]:
    """Return sumy's summarizers, none where it is not installed."""
    try:
        dom = importlib.import_module("sumy.models.dom")
        kinds = {
            "sumy LexRank": importlib.import_module("sumy.summarizers.lex_rank").LexRankSummarizer,
            "sumy TextRank": importlib.import_module(
                "sumy.summarizers.text_rank"
            ).TextRankSummarizer,
        }
        stemmer = importlib.import_module("sumy.nlp.stemmers").Stemmer("english")
        stops = importlib.import_module("sumy.utils").get_stop_words("english")
    except ImportError as missing:
        print(f"sumy skipped: {missing}")
        return {}

    def method(kind: Any) -> Method:  # noqa: ANN401 - a class of a library without types
        def summarise(texts: Texts, length: Length) -> list[str]:
            summarizer = kind(stemmer)
            summarizer.stop_words = stops
            tokens = _Tokens()
            paragraphs = [
                dom.Paragraph([dom.Sentence(sentence, tokens) for sentence in text])
                for text in texts
            ]
            document = dom.ObjectDocumentModel(paragraphs)

            def best(ranked: Sequence[Any]) -> Sequence[Any]:
                infos = {str(info.sentence): info for info in reversed(ranked)}
                once = list(dict.fromkeys(str(info.sentence) for info in ranked))
                return [infos[text] for text in _fitting(once, length)]

            return [str(sentence) for sentence in summarizer(document, best)]

        return summarise

    return {name: method(kind) for name, kind in kinds.items()}

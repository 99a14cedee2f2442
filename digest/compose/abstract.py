"""Summaries of plain texts: the record of a JSON Lines file in, sentences out."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from digest.analyse.passages import read_passages
from digest.compose.choice import choose
from digest.model.article import DIGESTIBLE
from digest.text.sections import find_sections
from digest.text.tokenised import readable, split_marked
from digest.text.trimmings import comments_begin, first_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from digest.compose.choice import Length


def abstract(texts: Sequence[Sequence[str]], length: Length, language: str = "en") -> list[str]:
    """Return the sentences that tell most of `texts`, each a list of sentences.

    They stand in the order of the texts, as they are written there. Words are counted as white
    space parts them there: of tokenised text each mark is one.
    """
    passages = [
        replace(passage, size=len(own.split()))
        for document, sentences in enumerate(texts)
        for own, passage in zip(
            sentences, read_passages(map(readable, sentences), document, language), strict=True
        )
    ]
    chosen = choose(passages, length, fill=True)
    return [texts[passage.document][passage.place] for passage in chosen]


def abstract_record(record: Mapping[str, object], length: Length) -> dict[str, object]:
    """Return {id, summary} for {id, text | sentences | documents, title?, language?}.

    `text` is one article, `sentences` one that is already split, `documents` several articles on
    one story. White space is folded; else each sentence stands in its text as it is returned.

    Raises:
        ValueError: none of the three is there, or a field has a wrong type.
    """
    language = record.get("language")
    texts = list(_texts(record))
    summary = abstract(texts, length, language if isinstance(language, str) else "en")
    return {"id": record.get("id"), "summary": summary}


def split_article(text: str, title: str | None = None) -> Iterator[str]:
    """Yield the sentences of an article's body, white space folded.

    Headline, dateline, furniture, by-lines and readers' comments are passed over.
    """
    body = text[: comments_begin(text)]
    paragraphs = chain.from_iterable(
        section.paragraphs for section in find_sections(body, title) if section.kind in DIGESTIBLE
    )
    opening = True
    for paragraph in paragraphs:
        own = body[paragraph.start : paragraph.end]
        for span in split_marked(own):
            kept = first_words(own, span) if opening else span
            opening = False
            yield " ".join(own[kept.start : kept.end].split())


def _texts(record: Mapping[str, object]) -> Iterator[list[str]]:
    title = record.get("title")
    if record.get("sentences") is not None:
        yield [" ".join(s.split()) for s in _strings(record, "sentences") if s.strip()]
    elif record.get("documents") is not None:
        for text in _strings(record, "documents"):
            yield list(split_article(text))
    elif isinstance(record.get("text"), str):
        yield list(split_article(str(record["text"]), title if isinstance(title, str) else None))
    else:
        raise ValueError("there is neither 'text' nor 'sentences' nor 'documents'")


def _strings(record: Mapping[str, object], name: str) -> list[str]:
    values = record[name]
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"'{name}' is no list of strings")
    return values

"""The words of the search index, in FTS5 or as `tsvector`: the same words, the same matches.

https://www.sqlite.org/fts5.html, https://www.postgresql.org/docs/current/datatype-textsearch.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, column, delete, literal_column, table, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection

    from digest.model.search import Term

words = table("search_words", column("rowid"), column("id"), column("words"), column("rank"))

_LAST_POSITION = 16_383
"""PostgreSQL counts no further; words behind share the place, so phrases there may be missed."""
_MOST_POSITIONS = 255


def key(connection: Connection) -> ColumnElement[int]:
    """Return the column that holds the ids of rows."""
    return words.c.rowid if connection.dialect.name == "sqlite" else words.c.id


def newest_first(connection: Connection, *, many: bool) -> ColumnElement[int]:
    """Return what to sort matches by, of which there are `many` or not.

    Of few PostgreSQL is to sort what the index of words finds: it would go back through all rows
    and unpack the words of each, in the hope that twenty matches come soon.
    """
    own = key(connection)
    return own.desc() if many or connection.dialect.name == "sqlite" else (own + 0).desc()


def add(connection: Connection, rows: Sequence[tuple[int, list[str]]]) -> None:
    """Index the words of rows, given by their ids."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        inserted = "INSERT INTO search_words (rowid, words) VALUES (?, ?)"
        values: list[tuple[int, str]] = [(number, " ".join(own)) for number, own in rows]
    else:
        inserted = "INSERT INTO search_words (id, words) VALUES (%s, %s::tsvector)"
        values = [(number, _vector(own)) for number, own in rows]
    connection.exec_driver_sql(inserted, values)


def drop(connection: Connection, numbers: Iterable[int]) -> None:
    """Take rows out of the index."""
    gone = [{"number": number} for number in numbers]
    if gone:
        connection.execute(delete(words).where(key(connection) == bindparam("number")), gone)


def clear(connection: Connection) -> None:
    """Take out all rows."""
    connection.execute(delete(words))


def matching(connection: Connection, terms: Sequence[Term]) -> ColumnElement[bool]:
    """Return the condition that a row has the words of `terms`; one at least is wanted."""
    if connection.dialect.name == "sqlite":
        return literal_column("search_words").op("MATCH")(_fts5(terms))
    return words.c.words.op("@@")(text("CAST(:asked AS tsquery)").bindparams(asked=_query(terms)))


def worth(connection: Connection, terms: Sequence[Term]) -> ColumnElement[float]:
    """Return what a row counts for `terms`, less is better."""
    if connection.dialect.name == "sqlite":
        return words.c.rank
    ranked = text("-ts_rank_cd(words, CAST(:ranked AS tsquery), 1)")
    return ranked.bindparams(ranked=_query(terms)).columns(column("worth")).scalar_subquery()


def _fts5(terms: Sequence[Term]) -> str:
    """Return terms as FTS5 takes them; words hold letters and digits alone."""

    def phrase(term: Term) -> str:
        return f'"{" ".join(term.words)}"' + ("*" if term.begins else "")

    wanted = " AND ".join(phrase(term) for term in terms if not term.unwanted)
    unwanted = "".join(f" NOT {phrase(term)}" for term in terms if term.unwanted)
    return f"({wanted}){unwanted}"


def _query(terms: Sequence[Term]) -> str:
    """Return terms as a `tsquery`."""

    def phrase(term: Term) -> str:
        *first, last = (f"'{word}'" for word in term.words)
        said = " <-> ".join([*first, f"{last}:*" if term.begins else last])
        return f"!({said})" if term.unwanted else f"({said})"

    return " & ".join(phrase(term) for term in terms)


def _vector(own: Sequence[str]) -> str:
    """Return words as a `tsvector` with their places."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(own, start=1):
        known = places.setdefault(word, [])
        if len(known) < _MOST_POSITIONS:
            known.append(str(min(place, _LAST_POSITION)))
    return " ".join(f"'{word}':{','.join(known)}" for word, known in places.items())

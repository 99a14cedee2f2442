"""Two versions of a text are told apart sentence by sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.changes import compare
from digest.model.change import ChangeKind, Compared

texts = st.lists(st.sampled_from(["a b.", "b c.", "c d.", "d e f.", "x.", "y.", "!"]), max_size=25)


def told(before: list[str], after: list[str]) -> str:
    """Return the first letters of the kinds of change."""
    return "".join(change.kind[0] for change in compare(before, after))


@given(before=texts, after=texts)
def test_every_sentence_of_both_is_in_one_change(before: list[str], after: list[str]) -> None:
    """In order, so that either version can be read out of the changes."""
    found = compare(before, after)
    assert [c.before for c in found if c.before is not None] == list(range(len(before)))
    assert [c.after for c in found if c.after is not None] == list(range(len(after)))


@given(before=texts, after=texts)
def test_kept_are_equal_and_changed_are_not_missing(before: list[str], after: list[str]) -> None:
    """The kind says on which sides a sentence stands, and that it is the same where it was kept."""
    for change in compare(before, after):
        if change.before is not None and change.after is not None:
            equal = before[change.before] == after[change.after]
            assert equal == (change.kind is ChangeKind.KEPT)
        assert (change.before is None) == (change.kind is ChangeKind.ADDED)
        assert (change.after is None) == (change.kind is ChangeKind.REMOVED)


@given(text=texts)
def test_a_text_differs_in_nothing_from_itself(text: list[str]) -> None:
    """All of it is kept, repeated sentences too."""
    assert compare(text, text) == tuple(Compared(ChangeKind.KEPT, n, n) for n in range(len(text)))


def test_a_corrected_number_changes_its_sentence_alone() -> None:
    """The sentences around it are kept."""
    before = ["The harbour was closed.", "Twelve ships waited outside.", "It opened on Friday."]
    after = ["The harbour was closed.", "Thirteen ships waited outside.", "It opened on Friday."]
    assert told(before, after) == "kck"


def test_a_new_sentence_before_a_reworded_one_is_added() -> None:
    """The reworded one is found behind it."""
    before = ["One.", "The mayor spoke to the council on Monday."]
    after = ["One.", "Nobody was hurt.", "The mayor spoke to the council on Tuesday."]
    assert told(before, after) == "kac"


def test_what_moved_is_removed_and_added() -> None:
    """Reading order is part of a text."""
    assert sorted(told(["Ships.", "Rain fell.", "Sun."], ["Sun.", "Ships.", "Rain fell."])) == [
        "a", "k", "k", "r",
    ]  # fmt: skip


def test_sentences_in_their_thousands_are_compared() -> None:
    """Texts made to be slow to compare are not."""
    before = ["a.", "b."] * 20_000
    assert told(before, [*before, "c."]) == "k" * 40_000 + "a"
    assert told(before, ["b.", "b.", "a."] * 12_000).count("k") > 0

"""A proof reads as one English sentence that names the words, the anchor and the result."""

from __future__ import annotations

import pytest

from digest.model.event import Anchor, AnchorKind, Proof
from digest.publish.proofs import is_derived, proof_sentence

PUBLISHED = Anchor(AnchorKind.PUBLISHED, "2021-03-08")
NONE = Anchor(AnchorKind.NONE)


@pytest.mark.parametrize(
    ("proof", "edtf", "sentence"),
    [
        (
            Proof("full-date", NONE, "literal", None, None, "28 September 2013"),
            "2013-09-28",
            "“28 September 2013” names the date itself: 28 September 2013.",
        ),
        (
            Proof("ago", PUBLISHED, "shift", -3, "day", "three days ago"),
            "2021-03-05",
            "“three days ago” is 3 days before the day of publication, 8 March 2021: 5 March 2021.",
        ),
        (
            Proof("next", PUBLISHED, "shift", 1, "month", "next month"),
            "2021-04",
            "“next month” is 1 month after the day of publication, 8 March 2021: April 2021.",
        ),
        (
            Proof("this", PUBLISHED, "shift", 0, "month", "this month"),
            "2021-03",
            "“this month” is the month of the day of publication, 8 March 2021: March 2021.",
        ),
        (
            Proof("weekday", PUBLISHED, "weekday", 0, "day", "on Monday"),
            "2021-03-08",
            "“on Monday” is the same as the day of publication, 8 March 2021: 8 March 2021.",
        ),
        (
            Proof("md", PUBLISHED, "closest-year", 0, "year", "March 1"),
            "2021-03-01",
            (
                "“March 1” names no year and is taken to be nearest to the day of publication, "
                "8 March 2021: 1 March 2021."
            ),
        ),
        (
            Proof("vague", PUBLISHED, "shift-vague", -1, "day", "a few days ago"),
            "2021-03-03/2021-03-06",
            (
                "“a few days ago” is a vague count from the day of publication, 8 March 2021: "
                "3–6 March 2021."
            ),
        ),
        (
            Proof("day", Anchor(AnchorKind.SECTION, "2013-09"), "same-month", 5, None, "the 5th"),
            "2013-09-05",
            (
                "“the 5th” takes its month from the date of the section it stands in, "
                "September 2013: 5 September 2013."
            ),
        ),
        (
            Proof("md", NONE, "unresolved", None, None, "November 30"),
            "XXXX-11-30",
            (
                "“November 30” names no year, and nothing in the text does: "
                "30 November (year unknown)."
            ),
        ),
        (
            Proof("new", PUBLISHED, "an-operation-of-tomorrow", None, None, "then"),
            "2021-03-01",
            "“then” is read from the day of publication, 8 March 2021: 1 March 2021.",
        ),
    ],
)
def test_a_proof_reads_as_a_sentence(proof: Proof, edtf: str, sentence: str) -> None:
    """Each operation has its wording; one not known yet is told by anchor and result."""
    assert proof_sentence(proof, edtf) == sentence


@pytest.mark.parametrize("kind", [k for k in AnchorKind if k is not AnchorKind.NONE])
def test_every_kind_of_anchor_has_a_name(kind: AnchorKind) -> None:
    """No anchor is left unnamed when the model gains one."""
    proof = Proof("ago", Anchor(kind, "2021-03-08"), "shift", -1, "day", "a day ago")
    assert is_derived(proof)
    assert "8 March 2021" in proof_sentence(proof, "2021-03-07")


def test_foreign_words_keep_to_their_place() -> None:
    """Right-to-left words stand isolated, so that the sentence around them stays in order."""
    proof = Proof("weekday", PUBLISHED, "weekday", -1, "day", "یکشنبه")
    assert proof_sentence(proof, "2021-03-07").startswith("“\u2068یکشنبه\u2069” is 1 day before")

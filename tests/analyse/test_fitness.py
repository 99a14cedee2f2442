"""Which sentences can stand alone."""

from __future__ import annotations

import pytest

from digest.analyse.fitness import unfit


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The harbour was closed on Monday after a storm.", None),
        ('"We will not reopen it before spring," she said.', None),
        ("“I saw it fall,” said Reed, who was there.", None),
        ("Yeah, in 2013.", "fragment"),
        ("The harbour was closed on Monday after", "fragment"),
        ('"The quay is shut. It will stay so for weeks.', "part of a quotation"),
        ("The quay will stay shut for weeks,” said Ada Reed.", "part of a quotation"),
        ("Who will pay for the cranes of the port?", "question"),
        ("So I played there in 2006 with my brother.", "first person"),
        ("((Ada Quill)) It was a big year for the club.", "interview"),
        ("Q: It was a big year for the club.", "interview"),
    ],
)
def test_a_sentence_is_judged_by_itself(sentence: str, reason: str | None) -> None:
    """Speech in quotation marks is a source's; bare first person, questions and scraps are not."""
    assert unfit(sentence) == reason


def test_pronouns_of_other_languages_are_not_guessed_at() -> None:
    """Pronouns of English are words of other languages too."""
    assert unfit("El puerto me parece cerrado por la tormenta.", "es") is None

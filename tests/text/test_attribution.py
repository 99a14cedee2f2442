"""Whose a sentence is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.attribution import Attribution, Speech
from digest.text.attribution import find_attribution
from digest.text.sentences import split_text

SEED = Path(__file__).parents[1] / "data" / "seed"


@pytest.mark.parametrize(
    ("sentence", "speech", "by"),
    [
        ("Harbour master Ines Okafor said the quay would stay shut.",
         Speech.PARAPHRASE, "Harbour master Ines Okafor"),
        ("“We will not reopen it before spring,” Okafor said.", Speech.QUOTE, "Okafor"),
        ("“We will not reopen it before spring,” said Bo Reed, the mayor.",
         Speech.QUOTE, "Bo Reed"),
        ("Bo Reed, the mayor of Port Alder and a sailor, told reporters that it would reopen.",
         Speech.PARAPHRASE, "Bo Reed"),
        ("The quay will reopen in May, according to the harbour authority.",
         Speech.PARAPHRASE, "the harbour authority"),
        ("The quay will reopen in May, he said.", Speech.PARAPHRASE, None),
        ("The cranes fell within a minute, a port official told the Courier on Monday.",
         Speech.ANONYMOUS, "a port official"),
        ("Reed spoke on condition of anonymity.", Speech.ANONYMOUS, None),
        ("The mayor's office denied the report that the wall was old.",
         Speech.DENIAL, "The mayor's office"),
        ("Okafor rejected claims that the cranes were rusty.", Speech.DENIAL, "Okafor"),
        ("The builder declined to comment on the cause.", Speech.NO_COMMENT, "The builder"),
        ("The ministry would not comment.", Speech.NO_COMMENT, "The ministry"),
        ("The owner did not immediately respond to a request for comment.",
         Speech.NO_RESPONSE, "The owner"),
        ("The owner could not be reached by telephone.", Speech.NO_RESPONSE, "The owner"),
        ("The Courier could not independently verify the pictures.",
         Speech.UNVERIFIED, "The Courier"),
        ("The pictures could not be verified.", Speech.UNVERIFIED, None),
    ],
)  # fmt: skip
def test_a_voice_is_found(sentence: str, speech: Speech, by: str | None) -> None:
    """Who says it, and how, in the sentence's own words."""
    found = find_attribution(sentence)
    assert found is not None
    assert (found.speech, found.by) == (speech, by)


@pytest.mark.parametrize(
    "sentence",
    [
        "The storm tore two cranes loose in the harbour of Port Alder.",
        "The states of the south sent forty reports of damage and two claims.",
        "An added concern is the age of the harbour wall.",
        "The council denied the request for a new crane.",
        "The harbour is said to be closed.",
        "The last confirmed break of the wall was in 1911.",
    ],
)
def test_what_nobody_says_is_the_article_s_own(sentence: str) -> None:
    """Nouns that look like verbs of saying, and permits denied, are no voices."""
    assert find_attribution(sentence) is None


@pytest.mark.parametrize(
    "sentence",
    ["The cranes were rusty, the Courier reported.", "The wall broke, citing the Courier, at ten.",
     "The Courier reported that the cranes were rusty."],
)  # fmt: skip
def test_the_origin_of_a_report_is_secondhand(sentence: str) -> None:
    """What another outlet reported is not known first hand."""
    found = find_attribution(sentence)
    assert found is not None
    assert found.secondhand
    assert "Courier" in (found.by or "")


def test_who_did_not_deny_denies_nothing() -> None:
    """A negated denial is none."""
    found = find_attribution("The builder did not deny that the cranes were rusty.")
    assert found is None or found.speech is not Speech.DENIAL


def test_other_languages_have_no_rules_yet() -> None:
    """Nothing is guessed where no rule was written."""
    assert find_attribution("Der Hafen bleibt zu, said Okafor.", "de") is None


@pytest.mark.parametrize(
    ("kind", "speech"),
    [
        ("anonymous", Speech.ANONYMOUS),
        ("could_not_verify", Speech.UNVERIFIED),
        ("no_comment", Speech.NO_COMMENT),
        ("no_response", Speech.NO_RESPONSE),
    ],
)
def test_the_seed_s_voices_are_found(kind: str, speech: Speech) -> None:
    """The first article has an unnamed official, two who would not say, and two who could not."""
    article = (SEED / "article.txt").read_text(encoding="utf-8")
    expected = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))
    sentences = [" ".join(article[s.start : s.end].split()) for s in split_text(article)]
    for words in expected["attributions"][kind]:
        (sentence,) = [s for s in sentences if words in s]
        found = find_attribution(sentence)
        assert found is not None
        assert found.speech is speech


@given(st.text(max_size=120))
def test_the_voice_stands_in_the_sentence(text: str) -> None:
    """Whatever the text, `by` are words of it."""
    sentence = " ".join(text.split())
    for found in (find_attribution(sentence), find_attribution(f"{sentence}, said the mayor.")):
        assert found is None or isinstance(found, Attribution)
        assert found is None or found.by is None or found.by in f"{sentence}, said the mayor."

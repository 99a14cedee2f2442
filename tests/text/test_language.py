"""The language of a text is told when it is clear, and left open when it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.language import find_language, same_language

TOLD = {
    "en": "The harbour was closed on Monday after a storm tore two cranes loose, and it is not "
    "known when the quay will be open to ships again, the port said.",
    "de": "Der Hafen wurde am Montag geschlossen, nachdem ein Sturm zwei Kräne losgerissen hatte, "
    "und es ist nicht bekannt, wann die Schiffe den Kai wieder anlaufen.",
    "fr": "Le port a été fermé lundi après une tempête qui a arraché deux grues, et il est "
    "difficile de dire quand les navires pourront revenir dans le port, selon la ville.",
    "it": "Il porto è stato chiuso lunedì dopo che una tempesta ha strappato due gru, e non si sa "
    "quando le navi potranno tornare alla banchina, ha detto il porto della città.",
    "und-Cyrl": "Порт был закрыт в понедельник после шторма, сорвавшего два крана.",
    "ja": "月曜日の嵐で港が閉鎖され、二基のクレーンが倒れたと港が発表した。",
    "zh": "星期一暴风雨过后港口关闭两台起重机倒塌。",
    "el": "Το λιμάνι έκλεισε τη Δευτέρα μετά από καταιγίδα.",
}


@pytest.mark.parametrize("language", TOLD)
def test_running_text_tells_its_language(language: str) -> None:
    """By function words, or by a script of its own."""
    assert find_language(TOLD[language]) == language


@pytest.mark.parametrize("text", ["", "12 34", "Storm", "Ines Okafor, Bo Reed, Ada Quill"])
def test_what_is_no_running_text_tells_nothing(text: str) -> None:
    """Numbers, titles and names are of any language."""
    assert find_language(text) is None


def test_a_language_that_is_not_known_is_not_taken_for_another() -> None:
    """Running text without any function word that is known is undetermined."""
    words = "bandari ilifungwa jumatatu baada dhoruba kurarua korongo mbili meli"
    assert find_language(f"{words} " * 10) == "und"


@given(st.text(max_size=300))
def test_any_text_gets_a_tag_or_none(text: str) -> None:
    """No text raises, and a tag is one."""
    found = find_language(text)
    assert found is None or found.replace("-", "").isalpha()


def test_regions_do_not_make_two_languages() -> None:
    """British English is English."""
    assert same_language("en-GB", "EN")
    assert not same_language("en", "eno")

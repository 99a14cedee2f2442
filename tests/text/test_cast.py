"""People, places and organisations are told apart by what the text shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.named import NameKind
from digest.text.cast import cast

PERSON, PLACE, BODY = NameKind.PERSON, NameKind.PLACE, NameKind.ORGANISATION


def kinds(*paragraphs: str) -> dict[str, NameKind]:
    """Return the kind of each name."""
    return {one.name: one.kind for one in cast(paragraphs)}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The flood reached President Amara Diallo on Monday.", "Amara Diallo", PERSON),
        ("Harbour master Ines Okafor, 52, ran. Okafor fell.", "Ines Okafor", PERSON),
        ("It was, said Gen. Tomas Reyes, an error.", "Tomas Reyes", PERSON),
        ("A letter by General Henrik van der Berg was found.", "Henrik van der Berg", PERSON),
        ("A barge sank near Sandby in the night.", "Sandby", PLACE),
        ("Rain fell in southern Norland for days.", "Norland", PLACE),
        ("They met in the city of Veld on Friday.", "Veld", PLACE),
        ("Trade with Norway and the Netherlands grew.", "Norway", PLACE),
        ("A ship left the Gulf of Aden at noon.", "Gulf of Aden", PLACE),
        (
            "They were held by the Port Alder Police Department.",
            "Port Alder Police Department",
            BODY,
        ),
        ("A note of the Ministry of Public Works was read.", "Ministry of Public Works", BODY),
        ("Shares of Brightwater Motors Inc. fell.", "Brightwater Motors Inc", BODY),
    ],
)
def test_a_name_has_its_kind(text: str, name: str, kind: NameKind) -> None:
    """By titles, age, last names, prepositions, and the words that names are made of."""
    assert kinds(text)[name] is kind


def test_last_names_and_letters_count_for_the_full_name() -> None:
    """Of a person, and of a body whose letters stand behind it."""
    found = cast(
        [
            "Minister Ines Okafor spoke for the Harbour Safety Board (HSB) on Monday.",
            "Okafor said that the HSB would decide. The HSB meets in May, Ms. Okafor said.",
        ]
    )
    assert [(one.name, one.kind, one.mentions) for one in found] == [
        ("Harbour Safety Board", BODY, 4),
        ("Ines Okafor", PERSON, 3),
    ]


def test_what_the_text_does_not_show_is_left_out() -> None:
    """Words that have a capital only because they begin a sentence, adjectives, days, numbers."""
    assert kinds("Rescuers came. Yesterday two Danish boats sank on Monday, March 2.") == {}
    assert kinds("Cases of BOND-17 rose in the night.") == {}


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_is_read(paragraphs: list[str]) -> None:
    """In any script; each name stands once, most often named first."""
    found = cast(paragraphs)
    assert len({one.name for one in found}) == len(found)
    assert [one.mentions for one in found] == sorted((o.mentions for o in found), reverse=True)

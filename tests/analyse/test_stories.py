"""Stories are a function of the set of articles, and keep happenings of one topic apart."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.stories import Report, day_of, group, group_stories, name_stories, read_report
from digest.model.article import Article, Document, MediaType
from digest.service.articles import to_article

if TYPE_CHECKING:
    import random

STORM = (
    "A storm tore two cranes loose in the harbour of Port Alder on Monday.",
    "Harbour master Ines Okafor closed the quay after the storm tore the cranes loose.",
    "The cranes of Port Alder fell on the quay in a storm, and the harbour was closed.",
)
WALL = (
    "The harbour wall of Port Alder broke at spring tide and flooded the lower quarter.",
    "Firefighters carried forty residents of the lower quarter from homes behind the wall.",
    "Water behind the broken wall flooded homes in the lower quarter of Port Alder.",
)
FAIR = (
    "Nine thousand visitors came to the spring fair of Lindow and its choirs.",
    "A choir of two hundred sang at the spring fair of Lindow on Sunday.",
)


def _report(number: int, sentences: tuple[str, ...], day: int = 737_000) -> Report:
    """Return a report that tells all sentences, beginning with another one each."""
    at = number % len(sentences)
    text = " ".join(sentences[at:] + sentences[:at])
    return Report((str(day), f"{number:03}-{sentences[0][:9]}"), day, "", text)


REPORTS = tuple(
    _report(number, sentences) for sentences, number in product((STORM, WALL, FAIR), range(2))
)


def _sets(reports: list[Report]) -> set[frozenset[tuple[str, str]]]:
    return {frozenset(reports[i].key for i in members) for members in group(reports)}


def test_two_happenings_of_one_topic_are_two_stories() -> None:
    """A storm and a flood in the same harbour, and a fair elsewhere: three stories."""
    assert group(REPORTS) == ((0, 1), (4, 5), (2, 3))


def test_a_report_unlike_all_others_is_a_story_of_its_own() -> None:
    """What shares no word with anything is joined to nothing."""
    lone = Report(("x", "x"), 737_000, "Chess", "The club moved house after ninety years.")
    assert (6,) in group([*REPORTS, lone])


def test_the_same_words_months_apart_are_less_alike() -> None:
    """Last year's fair is not this year's, where this year's has reports enough."""
    now = [_report(n, FAIR) for n in range(3)]
    then = _report(3, FAIR, day=737_000 - 365)
    assert len(group([*now, then])) == 2


@given(st.permutations(REPORTS))
def test_any_order_gives_the_same_stories(order: list[Report]) -> None:
    """The set decides, not the order of arrival."""
    assert _sets(order) == _sets(list(REPORTS))


@given(
    st.lists(
        st.builds(
            lambda number, words, day: Report(
                (str(day), f"{number}"), day, words[0], " ".join(words)
            ),
            st.integers(0, 10**9),
            st.lists(st.sampled_from("storm wall fair crane quay choir".split()), min_size=1),  # noqa: SIM905
            st.one_of(st.none(), st.integers(737_000, 737_400)),
        ),
        unique_by=lambda report: report.key,
        max_size=12,
    ),
    st.randoms(),
)
def test_every_report_is_in_one_story_in_any_order(
    reports: list[Report], dice: random.Random
) -> None:
    """Stories part the set, whatever the texts, and the same way for every order."""
    groups = group(reports)
    assert sorted(i for members in groups for i in members) == list(range(len(reports)))
    mixed = list(reports)
    dice.shuffle(mixed)
    assert _sets(mixed) == _sets(reports)


def test_articles_are_grouped_by_their_running_text() -> None:
    """Headline and furniture group nothing; members come sorted by (published, sha256)."""

    def article(name: str, title: str, text: str, day: str) -> Article:
        return to_article(Document(name, MediaType.TEXT, text, id=name, title=title, published=day))

    articles = [
        article("late", "Quay", " ".join(STORM[::-1]), "2021-03-09"),
        article("fair", "Fair", " ".join(FAIR), "2021-03-08"),
        article("early", "Storm", " ".join(STORM), "2021-03-08"),
    ]
    assert sorted(group_stories(articles)) == [(1,), (2, 0)]


def test_stories_are_named_after_their_first_report() -> None:
    """The name does not change when later reports join."""
    rows = [{"text": " ".join(STORM), "date": "2021-03-08"}, {"text": " ".join(FAIR)}]
    later = {"text": " ".join(STORM[::-1]), "published": "2021-03-09"}
    before = name_stories([read_report(row) for row in rows])
    after = name_stories([read_report(row) for row in [later, *rows]])
    assert after == [before[0], *before]


def test_tokenised_text_is_compared_as_any_other() -> None:
    """Spelt-out brackets are no words of a story."""
    assert read_report({"text": "The storm -LRB- of Monday -RRB- ."}).text == (
        "The storm (of Monday)."
    )
    with pytest.raises(ValueError, match="no 'text'"):
        read_report({"title": "Storm"})


@pytest.mark.parametrize(
    ("published", "day"),
    [("2021-03-08", 737_857), ("2021-03-08T06:00:00+01:00", 737_857), ("2021-03", None)],
)
def test_days_are_counted_from_whole_dates(published: str, day: int | None) -> None:
    """A date coarser than a day, or none, is no day."""
    assert day_of(published) == day
    assert day_of(None) is day_of("soon") is None


def test_the_seed_of_hashes_leaves_no_trace() -> None:
    """Processes with different hash seeds name the same stories."""
    rows = [{"text": report.text} for report in REPORTS]
    program = (
        "from digest.analyse.stories import name_stories, read_report\n"
        f"print(name_stories([read_report(row) for row in {rows!r}]))\n"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "123"
    }
    assert len(made) == 1

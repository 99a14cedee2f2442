"""`digest dates`: coloured text, explanations, JSON Lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "Storm closes harbour\n\nThe harbour was closed on Monday. It will reopen in April.\n"


@pytest.fixture
def article(tmp_path: Path) -> str:
    """A text with two dates."""
    path = tmp_path / "storm.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_the_text_is_shown_with_its_dates_resolved(
    run: Callable[..., tuple[int, str, str]], article: str
) -> None:
    """Each expression is followed by its value; nothing of the text is lost."""
    code, out, _ = run("dates", article, "--published", "2021-03-08")
    assert code == 0
    assert "on Monday [2021-03-08]" in out
    assert "April [2021-04]" in out
    assert out.replace(" [2021-03-08]", "").replace(" [2021-04]", "").strip() == TEXT.strip()


def test_a_language_whose_dates_are_not_read_is_said(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """The text is shown as it is, and why stands beside it."""
    text = (
        "Le port a été fermé le 8 mars 2021 après une tempête qui a arraché deux grues, et il est "
        "difficile de dire quand les navires pourront revenir, selon la ville.\n"
    )
    (tmp_path / "port.txt").write_text(text, encoding="utf-8")
    code, out, err = run("dates", str(tmp_path / "port.txt"))
    assert (code, out.strip()) == (0, text.strip())
    assert "The text is in 'fr', whose dates are not read" in err


def test_an_explanation_names_words_value_and_anchor(
    run: Callable[..., tuple[int, str, str]], article: str
) -> None:
    """How each date was reached stands beneath it."""
    code, out, _ = run("dates", article, "--published", "2021-03-08", "--explain")
    assert code == 0
    assert "8 March 2021  (DATE 2021-03-08)" in out
    assert "the day of publication, 8 March 2021" in " ".join(out.split())


def test_json_lines_in_give_json_lines_out(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """Standard output holds nothing but records; each carries spans, values and proofs."""
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": "a", "dct": "2021-03-08", "text": TEXT}) + "\n")
    code, out, err = run("dates", "--jsonl", str(path))
    assert (code, err) == (0, "")
    (record,) = [json.loads(line) for line in out.splitlines()]
    assert record["id"] == "a"
    for timex in record["timexes"]:
        assert TEXT[timex["start"] : timex["end"]] == timex["text"]
    assert [t["value"] for t in record["timexes"]] == ["2021-03-08", "2021-04"]
    assert record["timexes"][0]["proof"]["anchor"]["value"] == "2021-03-08"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "either a FILE or --jsonl"),
        (("{article}", "--published", "soon"), 2, "soon"),
        (("--jsonl", "{article}"), 3, "line 1 is no JSON"),
        (("missing.txt",), 3, "no file missing.txt"),
    ],
)
def test_wrong_calls_are_told_in_a_sentence(
    run: Callable[..., tuple[int, str, str]],
    article: str,
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    """Exit code and message say what was wrong."""
    got, out, err = run("dates", *(word.format(article=article) for word in words))
    assert (got, out) == (code, "")
    assert said in err


def test_a_record_without_text_names_its_line(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """The line stands in the message."""
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "a"}\n')
    code, _, err = run("dates", "--jsonl", str(path))
    assert code == 3
    assert "line 1" in err

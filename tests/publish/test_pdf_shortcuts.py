"""What is done in a shorter way than WeasyPrint's comes out the same, byte by byte."""

from __future__ import annotations

import contextlib
import random
from datetime import UTC, datetime

import pytest

from digest.errors import MissingPartError
from digest.publish import pdf, pdf_lines
from digest.publish.pdf_engine import _sheet, print_briefing
from digest.publish.templates import Templates

TEMPLATES = Templates()
TEXTS = {
    "en": "The co-operative’s long-awaited counter-proposal — “an all-or-nothing bet,” as Mr. "
    "O’Neill-Smythe put it — was re-examined at 10:30 a.m.; AVATAR/WAVE Ltd. lost 12.5% (≈ €3,400 "
    "a unit), T-V makers less: https://example.org/very/long/path?with=query&amp;more=of_it",
    "de": "Die Bundesregierung hat überraschend angekündigt, das Verkehrsinfrastrukturgesetz und "
    "die Kraftfahrzeughaftpflichtversicherung grundlegend zu überarbeiten – „spätestens im Mai“.",
    "fr": "L’Assemblée nationale a adopté l’ensemble de la réforme « anti-gaspillage » : les "
    "parlementaires s’interrogent encore sur l’extraordinaire développement constitutionnel !",
    "ru": "Министерство здравоохранения сообщило, что исследовательская лаборатория опубликовала "
    "предварительные результаты широкомасштабного экспериментального исследования.",
    "el": "Η κυβέρνηση ανακοίνωσε ότι οι διαπραγματεύσεις με τις ευρωπαϊκές επιχειρήσεις "
    "τηλεπικοινωνιών θα συνεχιστούν μέχρι να επιτευχθεί ικανοποιητική συμφωνία.",
    "ar": "أعلنت الوزارة يوم الخميس أن المفاوضات مع شركات الاتصالات الأوروبية سوف تستمر.",
    "hi": "मंत्रालय ने गुरुवार को कहा कि यूरोपीय दूरसंचार कंपनियों के साथ बातचीत जारी रहेगी।",
    "zh": "该部周四宣布，与欧洲电信公司的谈判将继续进行，直至达成令人满意的协议。",
}
STYLES = """
@page { size: 180mm 240mm; margin: 12mm }
@page wide { margin: 6mm }
html { font: 10.3pt/1.46 'Source Serif 4', 'Noto Sans', Vazirmatn, 'Noto Sans SC'; hyphens: auto }
.justified { text-align: justify } .anywhere { overflow-wrap: anywhere }
.spaced { word-spacing: 2px }
.letters { letter-spacing: .04em } .manual { hyphens: manual } .pre { white-space: pre-wrap }
.sans { font: 700 8pt 'Source Sans 3', sans-serif } .wide { page: wide }
.boxed { border: 1pt solid #a33; outline: 2pt dashed #3a3; border-radius: 3pt; background: #eee }
.side { float: right; width: 30mm } .over { position: relative; left: 2mm }
.mark { position: absolute; right: 0; background: #ddd; padding: 1mm } .faint { opacity: .5 }
.label { white-space: nowrap } .cut { width: 20px; overflow: hidden; text-overflow: ellipsis }
a { color: #226; text-decoration: underline } sup { font-size: .7em }
"""


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    """Skip where the system libraries are missing, saying which."""
    try:
        pdf.preload(TEMPLATES)
    except MissingPartError as error:
        pytest.skip(str(error))


def printed(body: str, root: str = 'lang="en"') -> bytes:
    """Return a document with that body as PDF."""
    made = print_briefing(
        f"<html {root}><head><title>Lines</title></head><body>{body}</body></html>",
        STYLES,
        templates=TEMPLATES,
        logo=None,
        attachment=b"{}",
        moment=datetime(2026, 11, 23, tzinfo=UTC),
        identifier=b"0" * 32,
    )
    assert made
    return made


def both(body: str, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, bytes]:
    """Return the document printed with the shortcuts and without."""
    shorter = printed(body)
    with monkeypatch.context() as patch:
        patch.setattr("digest.publish.pdf_engine.shortcuts", contextlib.nullcontext)
        return shorter, printed(body)


def paragraphs(count: int) -> str:
    """Return paragraphs of many widths, kinds and languages, with links and marks amid the text."""
    chance, told = random.Random(1), []  # noqa: S311 - the same paragraphs each time
    kinds = ("", "", "", "justified", "anywhere", "spaced", "letters", "manual", "pre", "sans")
    for _ in range(count):
        lang = chance.choice(sorted(TEXTS))
        words = TEXTS[lang].split()
        words = chance.sample(words, len(words)) + words
        at = chance.randrange(len(words))
        words[at] = f'<a id="n{len(told)}" href="#n0">{words[at]}</a><sup>[{at}]</sup>'
        kind = chance.choice(kinds)
        width = chance.uniform(60, 580)
        text = " ".join(words).replace("Kraft", "Kraft\u00ad", 1)
        way = "rtl" if lang == "ar" else "ltr"
        told.append(
            f'<p lang="{lang}" dir="{way}" class="{kind}" style="width:{width:.2f}px">{text}</p>'
        )
    return "".join(told)


def test_lines_break_where_they_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """In eight languages, with hyphens, links, spread and unbreakable words."""
    shorter, usual = both(paragraphs(160), monkeypatch)
    assert shorter == usual


def test_boxes_stand_where_they_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """With floats, positioned and transparent boxes, borders, tables, named pages and pictures."""
    text = TEXTS["en"]
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60" font-size="9">'
        '<text x="20" y="20">Monday, 3 May</text><text x="20" y="40" letter-spacing="1" '
        'font-weight="600" transform="rotate(9)">Moonday</text></svg>'
    )
    body = (
        f'<div class="side boxed">{text}</div><p class="boxed">{text}</p>'
        f'<p class="over"><span class="mark">{text[:20]}</span>{text} {text}</p>'
        f'<div class="side">{text}</div><p class="justified faint">{text} {text}</p>'
        f"<table><tr><td>{text}</td><td class='boxed'>{text}</td></tr></table>"
        f"<ol><li>{text}</li><li><p>{text}</p></li></ol><p>{picture}</p>"
        f'<section class="wide"><h2>{text[:30]}</h2><p>{text}</p></section><p>{text}</p>'
        f'<p style="display:inline-block;width:50%">{text}</p>'
        f'<div style="display:flex"><p>{text}</p><p>{text}</p></div>'
        f'<p class="label">Monday</p><p class="label cut">Monday</p><p class="label">Monday</p>'
        f'<p class="label justified">Monday and <b>Monday</b> <i>Monday</i></p>'
        f'<div style="columns:2;column-rule:1px solid">{text} {text}</div>'
    )
    shorter, usual = both(body, monkeypatch)
    assert shorter == usual


def test_what_was_printed_before_changes_no_byte() -> None:
    """Styles stay for the next document, whatever its language, its root and its own styles."""
    first = paragraphs(30)
    own = '<p style="color:red" lang="de"><a href="#x" id="x">Rot</a> und <b>so</b></p>'
    others = [(first, 'lang="ar" dir="rtl"'), (own * 3, 'lang="de" style="font-size:8pt"')]
    _sheet.cache_clear()
    alone = [printed(first)]
    for told in others:
        _sheet.cache_clear()
        alone.append(printed(*told))
    together = [printed(first), *(printed(*told) for told in others)]
    assert together == alone
    assert [printed(first), *(printed(*told) for told in others)] == alone


def test_styles_do_not_come_together_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where many stay, it is begun anew, and the bytes are the same."""
    monkeypatch.setattr("digest.publish.pdf_styles._MOST", 10)
    _sheet.cache_clear()
    body = paragraphs(10)
    assert len({printed(body) for _ in range(3)}) == 1


def test_the_shortcuts_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most lines are broken in the shorter way, or a test that compares had nothing to compare."""
    taken: list[bool] = []
    first = pdf_lines._first_line  # noqa: SLF001

    def counted(*told: object) -> object:
        found = first(*told)
        taken.append(found is not None)
        return found

    monkeypatch.setattr(pdf_lines, "_first_line", counted)
    printed(paragraphs(40))
    assert sum(taken) > 0.6 * len(taken) > 100

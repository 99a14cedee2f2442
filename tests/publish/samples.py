"""The editions that briefings are judged by, and the pictures of docs/gallery.

`python tests/publish/samples.py FOLDER` prints them all into FOLDER and shows pages of them as
PNG images in docs/gallery; it needs pdftoppm.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from digest.model.edition import Period
from digest.model.settings import Layout, Settings, Tlp
from digest.publish.evidence import evidence
from digest.publish.pdf import briefing
from digest.publish.templates import Templates
from digest.service.make import MakeOrder, compose

if TYPE_CHECKING:
    from types import ModuleType

    from digest.model.edition import Edition

ROOT = Path(__file__).resolve().parents[2]
SHOWN = {
    "seed": (1, 2),
    "covid": (1, 6),
    "flash": (1,),
    "right-to-left": (1,),
    "chinese-japanese-korean": (1,),
    "long-headline": (1,),
}
"""The pages of docs/gallery."""
_DOTS = 64
_COLOURS = 48

RIGHT_TO_LEFT = {
    "fa": (
        "گفت‌وگوی تلفنی دو رئیس‌جمهور پس از ۳۴ سال",
        "رئیس‌جمهور ایران و رئیس‌جمهور آمریکا روز جمعه تلفنی گفت‌وگو کردند.",
        "این نخستین تماس مستقیم دو کشور پس از انقلاب بود.",
        "دو طرف از دیپلمات‌های خود خواستند که مذاکرات را ادامه دهند.",
    ),
    "ar": (
        "العاصفة تغلق ميناء المدينة القديمة",
        "أغلقت السلطات ميناء المدينة القديمة بعد أن حطمت العاصفة رافعتين كبيرتين.",
        "قال مدير الميناء إن العمل سيستأنف في الربيع.",
        "لم تسجل أي إصابات بين العمال في تلك الليلة.",
    ),
    "he": (
        "הנמל נסגר בעקבות הסערה הגדולה",
        "הנמל נסגר בעקבות הסערה הגדולה שפגעה בשני מנופים.",
        "מנהל הנמל אמר כי הרציף ייפתח מחדש באביב.",
        "בלילה ההוא לא נפגע איש מן העובדים.",
    ),
}
DENSE = {
    "zh": (
        "风暴过后港口关闭",
        "周一，风暴吹倒两台起重机之后，港口宣布关闭。",
        "港务局长表示，码头将于四月重新开放。",
        "当晚没有工人受伤。",
    ),
    "ja": (
        "嵐のため港が閉鎖された",
        "嵐で二台のクレーンが倒れたため、港は月曜日に閉鎖された。",
        "港湾局長は、埠頭は四月に再開すると述べた。",
        "その夜、けがをした作業員はいなかった。",
    ),
    "ko": (
        "폭풍으로 항구가 폐쇄되었다",
        "폭풍으로 크레인 두 대가 쓰러진 뒤 항구가 폐쇄되었다.",
        "항만청장은 부두가 사월에 다시 열린다고 말했다.",
        "그날 밤 다친 노동자는 없었다.",
    ),
}
_GREEK_AND_OTHERS = {
    "el": (
        "Η καταιγίδα έκλεισε το λιμάνι",
        "Το λιμάνι έκλεισε αφού η καταιγίδα έριξε δύο γερανούς.",
        "Ο διευθυντής δήλωσε ότι η προβλήτα θα ανοίξει ξανά την άνοιξη.",
    ),
    "ru": (
        "Шторм закрыл порт старого города",
        "Порт закрыли после того, как шторм повалил два крана.",
        "Начальник порта заявил, что причал откроют весной.",
    ),
    "hi": (
        "तूफ़ान के बाद बंदरगाह बंद",
        "तूफ़ान में दो क्रेन गिरने के बाद बंदरगाह बंद कर दिया गया।",
        "बंदरगाह के प्रमुख ने कहा कि घाट वसंत में फिर खुलेगा।",
    ),
    "pl": (
        "Burza zamknęła port w Łodzi",
        "Port zamknięto, gdy burza przewróciła dwa żurawie, a nocą żołnierze pomogli załodze.",
        "Đặng Văn Lâm và thuyền trưởng Škoda rời bến; l’équipage à l’œuvre, çà et là.",
    ),
}


def samples() -> dict[str, Edition]:
    """Return each edition by its name."""
    rules = _rules()
    thirty: Edition = rules.edition(30 * rules.WORDS_A_STORY)
    one: Edition = rules.edition(rules.WORDS_A_STORY)
    covid = compose(MakeOrder((), ROOT, Settings(), sample=True))
    marked = replace(
        covid.settings, layout=Layout.FLASH, tlp=Tlp.AMBER, distribution="The board and its staff"
    )
    return {
        "seed": _composed(
            [str(ROOT / "tests" / "data" / "seed" / "article.txt")], published="2014-12-01"
        ),
        "covid": covid,
        "right-to-left": _in_languages(RIGHT_TO_LEFT),
        "chinese-japanese-korean": _in_languages(DENSE),
        "greek-cyrillic-devanagari": _in_languages(_GREEK_AND_OTHERS),
        "one-story": one,
        "thirty-stories": thirty,
        "no-story": replace(
            one,
            stories=(),
            key_points=(),
            timeline=(),
            sources=(),
            ledger=(),
            changes=(),
            period=Period(None, None),
        ),
        "long-headline": replace(
            one, title="The harbour of Port Alder after the storm " * 9 + "and"
        ),
        "two-thousand-events": _eventful(rules.edition(500 * rules.WORDS_A_STORY)),
        "flash": replace(covid, settings=marked),
    }


def printed(edition: Edition) -> bytes:
    """Return the briefing of an edition."""
    return briefing(edition, attachment=evidence(edition), templates=Templates())


def _rules() -> ModuleType:
    """Return the module of the benchmarks that makes editions by rule."""
    path = ROOT / "benchmarks" / "pdf_editions.py"
    spec = importlib.util.spec_from_file_location("pdf_editions", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _composed(paths: list[str], published: str | None = None) -> Edition:
    return compose(MakeOrder(tuple(paths), ROOT, Settings(), published))


def _in_languages(articles: dict[str, tuple[str, ...]]) -> Edition:
    """Return an edition of an article in each language."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        lines = (
            {
                "title": title,
                "text": " ".join(sentences),
                "language": language,
                "published": "2021-03-08",
            }
            for language, (title, *sentences) in articles.items()
        )
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        return _composed([str(file)])


def _eventful(edition: Edition) -> Edition:
    """Return an edition that tells one of its stories, and the events of all."""
    told = edition.stories[:1]
    known = {story.id for story in told}
    timeline = (replace(e, story=e.story if e.story in known else None) for e in edition.timeline)
    return replace(edition, stories=told, key_points=(), timeline=tuple(timeline))


def show(folder: Path, gallery: Path) -> None:
    """Print all samples into `folder`, and pages of them as small images into `gallery`."""
    gallery.mkdir(parents=True, exist_ok=True)
    for name, edition in samples().items():
        file = folder / f"{name}.pdf"
        file.write_bytes(printed(edition))
        for page in SHOWN.get(name, ()):
            picture = gallery / f"{name}-{page}"
            command = ["pdftoppm", "-r", str(_DOTS), "-png", "-singlefile"]
            subprocess.run([*command, "-f", str(page), "-l", str(page), file, picture], check=True)
            with Image.open(picture.with_suffix(".png")) as image:
                small = image.convert("P", palette=Image.Palette.ADAPTIVE, colors=_COLOURS)
            small.save(picture.with_suffix(".png"), optimize=True)


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    show(out, ROOT / "docs" / "gallery")

"""Which language a text is in, by its script and its function words; said only when it is clear.

Ours: models of all languages weigh 60 to 125 MB in each worker (measured), and what has to be known
is only whether a text is in one of the languages that there are rules for. Of 2,065 English texts
of six corpora three were left open; of 65 pages in 14 languages none was taken for another one.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Final

UNDETERMINED = "und"
"""ISO 639: running text, in none of the languages that are known here."""

_FEWEST_WORDS = 20
"""Below it a text may be a list of names, or a title."""
_CLEAR_WORDS = 60
"""From here on, text that has no known function words is of a language unknown here."""
_WITHIN = 4000
"""Characters that are looked at; more change nothing."""
_LEAST = 0.12
"""Share of function words that a text in a language has: English news has .25 to .45 of these."""
_UNKNOWN = 0.06
"""And below which it is in none of them."""
_AHEAD = 1.25
"""How far the best language must be before the next: Danish and Norwegian share many."""

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS: Final = {
    "af": "die van en in het is nie te met vir wat op dat hy 'n as sy was deur om word ook hulle",
    "ca": "de la el que i a en els les per amb una del un és no es al dels ha més com però",
    "cs": "a se v na je že s z do o k i to by pro ve jako za po jsou ale podle který od jeho",
    "da": "og i at det er en til af på for med der den ikke et de som var har fra blev om men også",
    "de": "der die und in den das von zu mit ist des im für auf sich dem ein eine nicht als auch",
    "en": "the of to and a in that is was for on with as it by at be from are his has have said",
    "es": "de la que el en y los del se las por un con una para no su al lo es más como fue",
    "et": "ja on ei et see ta ka oli kui mis aga või selle oma ning tema eesti pole veel siis",
    "fi": "ja on ei että se oli hän myös mutta kun ovat ole sen joka mukaan tai vuonna kuin jo",
    "fr": "de la le et les des en un du une que est pour qui dans par au a il sur pas plus avec",
    "hr": "je u i na se da za su od s koji a iz o što bi nije kao ali ne će će te do prema",
    "hu": "a az és hogy nem is egy volt meg de ez ezt csak mint már még szerint azt vagy ki",
    "id": "yang dan di dari itu dengan untuk ini pada tidak dalam akan oleh juga ke mereka karena",
    "is": "að og í á er sem til við um var en hann það með ekki fyrir af frá hefur eru því",
    "it": "di e il che la in un per del è con non una sono della i dei le si al ha da alla nel",
    "lt": "ir į kad iš su yra tai ne bet kaip po jis buvo per nuo apie dar už taip bei jau",
    "lv": "un ir ar no ka uz par lai kas kā bet to pēc gan arī tika bija viņš šo pie",
    "nl": "de van het een en in is dat op te zijn met voor niet die aan er om ook als bij door",
    "no": "og i det er på som en til for av at med de har ikke den et var om men seg ble også",
    "pl": "w i na z się do nie że to o jest po jak za od przez ale dla oraz są ma był tym",
    "pt": "de a que o e do da em um para com não uma os no se na por mais as dos foi ao",
    "ro": "de în și a la cu pe că din nu o să care pentru mai un este au fost al ce prin",
    "sk": "a v na sa je že s z do o to ako za po by pre k aj ale podľa ktorý sú od si",
    "sl": "je in v na se da za so pa z s ki bi ne o kot po tudi ni od iz pri še",
    "sq": "të e në dhe i për me një që nga është ka se më u do të si nuk janë",
    "sv": "och i att det som en på är av för med till den har de inte om ett var från men vi",
    "sw": "ya na wa kwa ni katika la za kuwa cha hiyo huo pia hii ambayo yake alisema watu",
    "tl": "ang ng sa na mga ay at si ni para nito kay hindi ito siya niya may kung",
    "tr": "ve bir bu da de için ile olarak olan çok daha gibi en ancak sonra kadar ise göre",
    "vi": "và của là có trong cho không được với các một những người đã này khi từ tại",
}
_SCRIPTS: Final = (
    ("ko", "\uac00-\ud7a3\u1100-\u11ff"),
    ("ja", "\u3040-\u30ff"),
    ("zh", "\u4e00-\u9fff\u3400-\u4dbf"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("he", "\u0590-\u05ff"),
    ("th", "\u0e00-\u0e7f"),
    ("ka", "\u10a0-\u10ff"),
    ("hy", "\u0530-\u058f"),
    ("und-Cyrl", "\u0400-\u052f"),
    ("und-Arab", "\u0600-\u06ff\u0750-\u077f"),
    ("und-Deva", "\u0900-\u097f"),
    ("und-Beng", "\u0980-\u09ff"),
    ("und-Taml", "\u0b80-\u0bff"),
    ("und-Telu", "\u0c00-\u0c7f"),
    ("und-Ethi", "\u1200-\u137f"),
)
"""Scripts, and the language that each is written for alone, else one that is not determined."""
_BEYOND_LATIN = re.compile("[\u0370-\u1fff\u3040-\ud7a3]")
_OTHER_SCRIPT = 0.5
"""Share of letters that tells the script of a text."""
_SOME_KANA = 0.1
"""Share of letters beside Chinese ones that makes a text Japanese."""


def find_language(text: str) -> str | None:
    """Return the language of running text as a BCP 47 tag, or None when it cannot be told.

    `und`, alone or with a script, is a language that is none of those known here, or one of some
    that are much alike.
    """
    sample = text[:_WITHIN]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return None
    written = _written(sample, letters)
    if written:
        return written
    words = [word.lower() for word in _WORD.findall(sample)]
    if len(words) < _FEWEST_WORDS:
        return None
    counts = Counter(words)
    shares = sorted(
        ((sum(counts[w] for w in own) / len(words), name) for name, own in _tables().items()),
        reverse=True,
    )
    (best, name), (next_best, _) = shares[:2]
    if best >= _LEAST:
        return name if best >= next_best * _AHEAD else UNDETERMINED
    return UNDETERMINED if best < _UNKNOWN and len(words) >= _CLEAR_WORDS else None


def language_tag(told: str | None) -> str | None:
    """Return the BCP 47 tag that somebody declared, None when it is none: "English" is a name."""
    tag = (told or "").strip().replace("_", "-")
    return tag if _TAG.fullmatch(tag) else None


def same_language(one: str, other: str) -> bool:
    """Return whether two tags name one language, whatever their regions."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def _written(sample: str, letters: int) -> str | None:
    """Return what a script other than Latin tells."""
    if len(_BEYOND_LATIN.findall(sample)) < letters * _OTHER_SCRIPT:
        return None
    shares = {name: len(pattern.findall(sample)) / letters for name, pattern in _patterns().items()}
    if shares["zh"] + shares["ja"] >= _OTHER_SCRIPT:
        return "ja" if shares["ja"] >= _SOME_KANA else "zh"
    return next((name for name, share in shares.items() if share >= _OTHER_SCRIPT), None)


@cache
def _tables() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in _FUNCTION_WORDS.items()}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(f"[{letters}]") for name, letters in _SCRIPTS}

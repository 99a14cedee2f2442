"""The words of German time and what they mean, of Austria, Switzerland and South Tyrol too.

A word in lower case stands for any case; one with a capital is meant only so ("Morgen" is the
morning, "morgen" tomorrow). Adjectives and nouns stand here in all their cases.
"""

from __future__ import annotations

from digest.dates.words.tables import Table, bare, ended, numbered, row, same, valued

_ADJECTIVE = "e em en er es"
_WEEKDAYS = "montag dienstag mittwoch donnerstag freitag samstag sonntag"
_SMALL = "zwei drei vier fünf sechs sieben acht neun"
_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_DECADES = "zwanziger dreißiger vierziger fünfziger sechziger siebziger achtziger neunziger"


def _numbers() -> Table:
    """Return the numbers up to 99, which German writes as one word ("einundzwanzig")."""
    words = numbered(
        "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
        "sechzehn siebzehn achtzehn neunzehn"
    )
    for ten, value in numbered(_TENS, first=20, step=10).items():
        words[ten] = value
        for n, one in enumerate(["ein", *row(_SMALL)], start=1):
            words[f"{one}und{ten}"] = int(value) + n
    return words | ended("ein=1", _ADJECTIVE)


_ONE_UNIT = (
    ended("tag=day monat=month jahr=year", "- es s")
    | valued("sekunde=second minute=minute stunde=hour nacht=night woche=week")
    | ended("wochenende=weekend", "- s")
    | ended("quartal=quarter jahrzehnt=decade jahrhundert=century jahrtausend=millennium", "- s es")
)
_MANY_UNITS = ended(
    "tag=day monat=month jahr=year quartal=quarter jahrzehnt=decade jahrhundert=century "
    "jahrtausend=millennium",
    "e en",
) | valued(
    "sekunden=second minuten=minute stunden=hour nächte=night nächten=night wochen=week "
    "wochenenden=weekend"
)

TABLES: dict[str, Table] = {
    # Names of the calendar.
    "MONTH_NAME": numbered(
        "januar|jänner februar|feber märz april mai juni juli august september oktober november "
        "dezember"
    ),
    "MONTH_SHORT": numbered("Jan Feb Mär Apr Mai Jun Jul Aug Sept|Sep Okt Nov Dez"),
    "WEEKDAY": numbered(_WEEKDAYS, first=0) | valued("sonnabend=5"),
    "WEEKDAYS": numbered(" ".join(f"{name}s" for name in row(_WEEKDAYS)), first=0)
    | valued("sonnabends=5"),
    **{
        f"WEEKDAY_{code}": {
            f"{name}{part}": n for n, name in enumerate(row(_WEEKDAYS)) for part in row(parts)
        }
        for code, parts in {
            "MO": "morgen vormittag früh",
            "AF": "nachmittag",
            "MI": "mittag",
            "EV": "abend",
            "NI": "nacht",
        }.items()
    },
    "SEASON": ended("frühjahr=SP frühling=SP sommer=SU herbst=FA winter=WI", "- s"),
    "FEAST": valued(
        "weihnachten=12-25 heiligabend=12-24 silvester=12-31 neujahr=01-01 ostern=easter "
        "ostersonntag=easter karfreitag=easter-2 ostermontag=easter+1 pfingsten=easter+49"
    ),
    "PART": valued(
        "Morgen=MO Vormittag=MO Nachmittag=AF Abend=EV Nacht=NI Mittag=12:00 Mitternacht=24:00"
    ),
    # Behind "heute" and the like both spellings occur, "gestern Abend" and the older "abend".
    "ANY_PART": valued(
        "morgen=MO früh=MO vormittag=MO mittag=12:00 nachmittag=AF abend=EV nacht=NI"
    ),
    "PARTS": valued("morgens=MO vormittags=MO mittags=MI nachmittags=AF abends=EV nachts=NI"),
    "TODAY": valued("vorgestern=-2 gestern=-1 heute=0 morgen=1 übermorgen=2"),
    # Numbers.
    "ONE": _numbers(),
    "SCALE": valued("hundert=100 tausend=1000 dutzend=12"),
    "NTH_QUARTER": ended("erst=1 zweit=2 dritt=3 viert=4", _ADJECTIVE),
    "NTH_HALF": ended("erst=1 zweit=2", _ADJECTIVE),
    "HALF_A_YEAR": bare("halbjahr halbjahres halbjahrs jahreshälfte"),
    "DECADE_WORD": numbered(_DECADES, first=20, step=10),
    "DECADE_YEARS": {
        f"{name}{years}": 20 + 10 * n
        for n, name in enumerate(row(_DECADES))
        for years in ("jahre", "jahren")
    },
    "DECADE_SHORT": {f"{n}er": n for n in range(10, 100, 10)},
    "DECADE_LONG": {f"{n}er": str(n)[:3] for n in range(1500, 2100, 10)},
    "VAGUE": ended(
        "wenig=few einig=some mehrer=several etlich=several zahlreich=several", "e en er"
    )
    | valued("paar=couple viele=several vielen=several"),
    # Units; "dem Jahre" of older texts is left to the plural, which it looks like.
    "UNIT": _ONE_UNIT,
    "UNITS": _MANY_UNITS,
    "YEARS": bare("jahr jahre jahren jahres"),
    "LASTING": valued(
        "stundenlang=hour tagelang=day wochenlang=week monatelang=month jahrelang=year "
        "jahrzehntelang=decade jahrhundertelang=century"
    )
    | ended(
        "stundenlang=hour tagelang=day wochenlang=week monatelang=month jahrelang=year "
        "jahrzehntelang=decade",
        _ADJECTIVE,
    ),
    "BEFORE_THIS": ended("vortag=day vormonat=month vorjahr=year", "- es s")
    | valued("vorwoche=week"),
    "OFTEN": ended(
        "stündlich=hour täglich=day wöchentlich=week monatlich=month jährlich=year "
        "alljährlich=year vierteljährlich=quarter",
        "- " + _ADJECTIVE,
    ),
    "TIMES": bare("einmal zweimal dreimal viermal fünfmal mehrmals"),
    "EACH": ended("jed=EACH", _ADJECTIVE),
    # Words that place a time before, at or after another.
    "STEP": ended("letzt=-1 vergangen=-1 vorig=-1 dies=0 laufend=0 nächst=1 kommend=1", _ADJECTIVE),
    "TOWARD": ended("vorangegangen=-1 vorhergehend=-1 folgend=1 darauffolgend=1", _ADJECTIVE),
    "SAME": ended("selb=0 gleich=0 jen=0", _ADJECTIVE),
    "PERIOD_WORD": ended("letzt=0 vergangen=0 nächst=0 kommend=0 erst=0 vorig=0 folgend=0", "e en"),
    "HALF": ended("halb=0", _ADJECTIVE),
    "ONE_AND_A_HALF": bare("anderthalb eineinhalb"),
    "AFTERWARDS": bare("später danach darauf nachher"),
    "DAYS_ON": valued("darauf=1 danach=1 zuvor=-1 davor=-1"),
    "EARLIER": bare("zuvor davor vorher früher"),
    "REFERENCE": valued(
        "jetzt=PRESENT_REF derzeit=PRESENT_REF zurzeit=PRESENT_REF momentan=PRESENT_REF "
        "gegenwärtig=PRESENT_REF heutzutage=PRESENT_REF bald=FUTURE_REF demnächst=FUTURE_REF "
        "künftig=FUTURE_REF kürzlich=PAST_REF unlängst=PAST_REF neulich=PAST_REF damals=PAST_REF "
        "früher=PAST_REF"
    ),
    "MOD": valued("anfang=START mitte=MID ende=END"),
    "MODDED": ended("früh=START spät=END", _ADJECTIVE),
    "APPROX": valued(
        "rund=APPROX etwa=APPROX ungefähr=APPROX knapp=LESS_THAN fast=LESS_THAN "
        "gut=MORE_THAN mindestens=EQUAL_OR_MORE höchstens=EQUAL_OR_LESS"
    ),
    "OVER": valued("über=MORE_THAN"),
    "THE": bare("der die das den dem des"),
    # What stands around.
    "BEFORE_YEAR": bare(
        "in seit von vom bis zu und oder ab vor nach für um gegen gegenüber zwischen anfang mitte "
        "ende sommer winter herbst frühjahr jahr jahre ( / –"
    ),
    "NO_YEAR": bare("$ £ € # nr nummer seite rund etwa über fast knapp"),
    "NOT_YEARS": bare(
        "% prozent euro mark dollar franken schilling lire meter kilometer menschen personen "
        "tonnen stück einwohner"
    ),
    "CLOSE": bare(") ]"),
    # How a sentence says who spoke when, what lay between what, and what is still to come.
    "SAYING": bare(
        "sagt sagte sagten berichtet berichtete berichteten schreibt schrieb meldet meldete "
        "meldeten erklärt erklärte teilte"
    ),
    "WILL": bare("wird werden"),
    "COMING": bare(
        "wird werden soll sollen will wollen plant planen geplant erwartet voraussichtlich bis "
        "spätestens ab kommenden"
    ),
    "BEFORE_IT": bare("vor"),
    "THAT": bare("dass daß"),
    "BETWEEN": bare("zwischen"),
    "AND": same("und"),
}

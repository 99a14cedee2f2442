"""Dates of the calendar: days, months, years, seasons, quarters, feasts."""

from __future__ import annotations

from digest.dates.grammar import Rule
from digest.dates.rules.en.macros import MODIFIED, MONTH, NOT_A_YEAR, THE_MOD, WEEKDAY, YEAR


def _calendar(name: str, pattern: str, **around: str) -> Rule:
    return Rule(name, pattern, "calendar", {}, **around)


def _feast(name: str, words: str, rule: str) -> Rule:
    return Rule(name, f"{words} ( ,? of? year:YEAR )?", "calendar", {"holiday": rule})


_DAYS = (
    Rule("iso-date", "iso:ISO", "iso"),
    Rule("slashed-date", "numbered:SLASHED", "month_first"),
    Rule("slashed-date-european", "numbered:SLASHED_DMY", "day_first"),
    _calendar(
        "month-day",
        f"{THE_MOD} {WEEKDAY} {MONTH} the? day:DAY {YEAR}",
        not_after="( % | million | billion )",
    ),
    _calendar("month-ordinal", f"{WEEKDAY} {MONTH} the? ordinal:ORDDAY {YEAR}"),
    _calendar("day-month", f"{THE_MOD} {WEEKDAY} day:DAY of? {MONTH} {YEAR}"),
    _calendar("ordinal-month", f"{WEEKDAY} the? ordinal:ORDDAY day? of? month:MONTH {YEAR}"),
    _calendar("word-month", f"{WEEKDAY} the? ordinal:ORDINAL day? of month:MONTH {YEAR}"),
    _calendar(
        "day-before-day", "day:DAY", after="( - | – | and | or | to ) ( DAY MONTH | ORDDAY MONTH )"
    ),
    _calendar(
        "day-after-day",
        f"( day:DAY | ordinal:ORDDAY ) {YEAR}",
        before="MONTH DAY ( - | – | and | or | to )",
    ),
    _calendar(
        "day-after-days", "( day:DAY | ordinal:ORDDAY )", before="MONTH DAY , DAY ( , | and )"
    ),
    _calendar("hyphened-date", "day:DAY - month:MONTH_NAME - year:YEAR"),
    _calendar("hyphened-short-date", "day:DAY - month:MONTH_SHORT - year:YEAR"),
    Rule(
        "month-day-of-that-year",
        f"( {MONTH} day:DAY | day:DAY {MONTH} ) ,? of? ( that | the same ) year",
        "calendar",
        {"anaphoric": 1},
    ),
    _calendar("weekday", "( mod:MOD | mod:EARLIER )? weekday:WEEKDAY part:PART?"),
    _calendar("weekday-last", "weekday:WEEKDAY step:LAST_ONE", after="( . | , | ; )"),
    _calendar("stepped-weekday", "the? step:STEP weekday:WEEKDAY part:PART?"),
    Rule(
        "toward-weekday",
        "the step:TOWARD weekday:WEEKDAY part:PART?",
        "calendar",
        {"anaphoric": 1},
    ),
    _calendar(
        "weekday-of-week",
        "( mod:MOD | mod:EARLIER )? weekday:WEEKDAY part:PART? of? week:STEP week",
    ),
    Rule(
        "weekday-after-next", "the? weekday:WEEKDAY after next", "calendar", {"step": 1, "week": 1}
    ),
    Rule(
        "week-from-weekday",
        "( a | one ) week from weekday:WEEKDAY",
        "calendar",
        {"step": 1, "week": 1},
    ),
    Rule(
        "week-of-day",
        f"the week of {MONTH} ( day:DAY | ordinal:ORDDAY ) {YEAR}",
        "calendar",
        {"unit": "week"},
    ),
    _calendar("day-of-month", "the ordinal:ORDDAY", not_after="( century | OTHER )"),
)

_MONTHS = (
    _calendar("month-year", f"{THE_MOD} {MONTH} ,? of? year:YEAR"),
    _calendar("month-of-early-year", "month:MONTH_NAME of year:ANCIENT"),
    _calendar(
        "day-of-early-year", "day:DAY month:MONTH_NAME year:ANCIENT", after="( CLOSE | . | , )"
    ),
    _calendar("month-spoken-year", f"{THE_MOD} month:MONTH ,? of? spoken:<spoken>"),
    _calendar("month-apostrophe-year", f"{MONTH} ( ' | ’ ) apostrophe:SHORT"),
    _calendar("month", f"{THE_MOD} month:MONTH_NAME"),
    _calendar("short-month", f"{THE_MOD} month:MONTH", after="."),
    _calendar("month-last", "month:MONTH_NAME step:LAST_ONE", after="( . | , | ; )"),
    _calendar("stepped-month", "step:STEP month:MONTH_NAME"),
    _calendar("month-of-year", f"{THE_MOD} month:MONTH_NAME of? year_step:STEP year"),
    Rule(
        "month-of-that-year",
        f"{THE_MOD} month:MONTH_NAME of? ( the same | that ) year",
        "calendar",
        {"anaphoric": 1},
    ),
)

_YEARS = (
    _calendar("year-after-word", "year:YEAR", before="BEFORE_YEAR", not_after=NOT_A_YEAR),
    _calendar("year-before-mark", "year:YEAR", after="( CLOSE | ; )", not_before="NO_YEAR"),
    _calendar("year", "year:MODERN", not_before="NO_YEAR", not_after=NOT_A_YEAR),
    _calendar("heading-year", "year:YEAR", before="BREAK", after=":"),
    _calendar("class-year", "( ' | ’ ) apostrophe:SHORT", before="( of | in | since | and | to )"),
    _calendar("year-of-range", "year:YEAR", after="( - | – ) ( YEAR | SHORT )"),
    _calendar("year-between-marks", "year:YEAR", before=",", after="( . | , | ; | CLOSE )"),
    _calendar("edge-in-year", "( mod:MOD | later | mod:EARLIER ) in year:YEAR"),
    _calendar("edge-of-year", f"{MODIFIED} year:YEAR", not_after=NOT_A_YEAR),
    _calendar("year-named", "the year ( year:YEAR | spoken:<spoken> )"),
    _calendar("early-year", "( the? year year:ANCIENT | ERA year:ANCIENT | year:ANCIENT ERA )"),
    _calendar("year-of-millennium", "the? year year:<millennial>"),
    _calendar("spoken-year", f"{THE_MOD} spoken:<spoken>", not_after="( UNITS | - UNIT )"),
    _calendar("fiscal-year", "the? fiscal year? year:YEAR"),
    _calendar("short-year", "short:SHORT", before="YEAR ( - | – )", not_after=NOT_A_YEAR),
    _calendar("decade", "the? ( mod:MOD -? )? decade:DECADE"),
    _calendar("short-decade", "the? ( mod:MOD -? )? ( ' | ’ )? decade_short:DECADE2"),
    _calendar("decade-word", "the ( mod:MOD -? )? decade_short:DECADE_WORD"),
    _calendar("century", "the? ( mod:MOD -? )? ( century:ORD | century:ORDINAL ) -? century"),
)

_PARTS_OF_YEARS = (
    _calendar("season-year", f"{THE_MOD} the? season:SEASON ,? of? year:YEAR"),
    _calendar("season-spoken-year", f"{THE_MOD} the? season:SEASON ,? of? spoken:<spoken>"),
    _calendar(
        "season",
        "( the mod:MOD? -? | mod:MOD -? ) season:SEASON",
        not_after="( of | - )",
    ),
    _calendar("capital-season", "season:SEASON", before="( in | by | during | since | until )"),
    _calendar("stepped-season", "step:STEP season:SEASON"),
    _calendar("quarter", "the? fiscal? -? quarter:NTH_QUARTER -? quarter ( ,? of? year:YEAR )?"),
    _calendar("quarter-of-year", "the? quarter:NTH_QUARTER -? quarter of? year_step:STEP year"),
    _calendar("year-quarter", "the? year:YEAR quarter:NTH_QUARTER -? quarter"),
    _calendar("stepped-quarter", "year_step:STEP year 's quarter:NTH_QUARTER -? quarter"),
    _calendar("quarter-mark", "QUARTER_LETTER quarter:QUARTER_DIGIT ( of? year:YEAR )?"),
    _calendar(
        "quarter-mark-of-year", "QUARTER_LETTER quarter:QUARTER_DIGIT of? year_step:STEP year"
    ),
    _calendar("two-quarters", "the? half:TWO_QUARTERS two quarters of year:YEAR"),
    _calendar("half-mark", "HALF_LETTER half:HALF_DIGIT of? year:YEAR"),
    _calendar("half", "the half:NTH_HALF half ( of? year:YEAR )?", not_after="of"),
    _calendar("half-of-year", "the half:NTH_HALF half of year_step:STEP year"),
)

_FEASTS = (
    _calendar("feast", "holiday:FEAST ( day | sunday )? ( ,? of? year:YEAR )?"),
    _calendar("stepped-feast", "step:STEP holiday:FEAST ( day | sunday )?"),
    _feast("christmas-eve", "christmas eve", "12-24"),
    _feast("new-year", "new year 's? day", "01-01"),
    _feast("new-years-eve", "new year 's? eve", "12-31"),
    _feast("good-friday", "good friday", "easter-2"),
    _feast("memorial-day", "memorial day", "05-L-0"),
    _feast("labor-day", "labor day", "09-1-0"),
    _feast("king-day", "martin luther king ( jr .? )? ( ' | ’ | 's )? day", "01-3-0"),
    _feast("presidents-day", "presidents ( ' | ’ )? day", "02-3-0"),
    _feast("valentines-day", "valentine 's day", "02-14"),
    _feast("ash-wednesday", "ash wednesday", "easter-46"),
    _feast("palm-sunday", "palm sunday", "easter-7"),
    _feast("easter-monday", "easter monday", "easter+1"),
    _feast("pentecost", "pentecost", "easter+49"),
    _feast("mothers-day", "mother 's day", "05-2-6"),
    _feast("independence-day", "( independence day | the fourth of july )", "07-04"),
    _feast("columbus-day", "columbus day", "10-2-0"),
    _feast("veterans-day", "veterans ( ' | ’ )? day", "11-11"),
    _feast("boxing-day", "boxing day", "12-26"),
    _feast("election-day", "election day", "11-1-0+1"),
)

_NAMED = (
    Rule(
        "named-attack",
        "month:SEPTEMBER .? day:ELEVENTH",
        "calendar",
        {"year": 2001},
        after=",? ATTACK",
    ),
    Rule(
        "named-attack-of",
        "month:SEPTEMBER .? day:ELEVENTH",
        "calendar",
        {"year": 2001},
        before="ATTACK of",
    ),
    Rule(
        "named-numbers",
        "NINE / day:ELEVENTH",
        "calendar",
        {"month": 9, "year": 2001},
        not_after="( / | of )",
        not_before="( INT | / )",
    ),
    Rule(
        "named-riot",
        "month:JANUARY .? day:SIXTH",
        "calendar",
        {"year": 2021},
        after=",? RIOT",
    ),
)

RULES = (*_NAMED, *_DAYS, *_MONTHS, *_YEARS, *_PARTS_OF_YEARS, *_FEASTS)

"""How English writes time, from special to general.

Where several rules match at one place the longest wins, and of equally long ones the first.
"""

from __future__ import annotations

from digest.dates.grammar import Rule

# Parts that several rules share; a name in front of ":" is what the part means.
_WEEKDAY = "( weekday:WEEKDAY ,? )?"
_YEAR = "( ,? ( of | in )? year:YEAR )?"
_DAY = "( day:DAY | ordinal:ORDDAY | ordinal:ORDINAL )"
_MOD = "( the? mod:MOD -? )?"
_THE_MOD = "( the? mod:MOD -? | the? mod:EDGE of )?"
_APPROX = "( at? mod:APPROX than? to? )?"

MACROS = {
    "count": "( ( INT | NUMBER ) ( INT / INT | million )?"
    " | ( a? SCALE | <tens> ) ( and? ( SCALE | <tens> ) )* )",
    "tens": "( TEN -? ONE | TEN | ONE )",
    "range": "( ( to | or | – | - ) ( INT | NUMBER | TEN | ONE ) )?",
    "spoken": "CENTURY_WORD ( TEN -? ONE | TEN | ONE )",
}

_DATES = (
    Rule("iso-date", "iso:ISO", "iso"),
    Rule("slashed-date", "numbered:SLASHED", "month_first"),
    Rule("slashed-date-european", "numbered:SLASHED_DMY", "day_first"),
    Rule(
        "month-day",
        f"{_MOD} {_WEEKDAY} month:MONTH .? the? day:DAY {_YEAR}",
        "calendar",
        not_after="( : | % | million | billion )",
    ),
    Rule("month-ordinal", f"{_WEEKDAY} month:MONTH .? the? ordinal:ORDDAY {_YEAR}", "calendar"),
    Rule("day-month", f"{_MOD} {_WEEKDAY} day:DAY month:MONTH .? {_YEAR}", "calendar"),
    Rule(
        "ordinal-month",
        f"{_WEEKDAY} the? ordinal:ORDDAY ( day? of )? month:MONTH {_YEAR}",
        "calendar",
    ),
    Rule("word-ordinal-month", f"the? ordinal:ORDINAL of month:MONTH {_YEAR}", "calendar"),
    Rule("month-year", f"{_THE_MOD} month:MONTH .? ,? of? year:YEAR", "calendar"),
    Rule("month-spoken-year", f"{_THE_MOD} month:MONTH ,? of? spoken:<spoken>", "calendar"),
    Rule("month-apostrophe-year", "month:MONTH .? ' apostrophe:SHORT", "calendar"),
    Rule("month", f"{_THE_MOD} month:MONTH", "calendar"),
    Rule("stepped-month", "step:STEP month:MONTH", "calendar"),
    Rule(
        "year-after-word",
        "year:YEAR",
        "calendar",
        before="BEFORE_YEAR",
        not_after="( UNITS | % | million | billion | - UNIT )",
    ),
    Rule("year-before-mark", "year:YEAR", "calendar", after="( CLOSE | ; )", not_before="NO_YEAR"),
    Rule(
        "modern-year",
        "year:MODERN",
        "calendar",
        not_before="( NO_YEAR | . | : )",
        not_after="( UNITS | % | million | billion | - UNIT | : )",
    ),
    Rule("edge-of-year", f"{_THE_MOD} year:YEAR", "calendar", not_after="( UNITS | % )"),
    Rule(
        "spoken-year", "( the year )? spoken:<spoken>", "calendar", not_after="( UNITS | - UNIT )"
    ),
    Rule("decade", "( the )? ( mod:MOD -? )? decade:DECADE", "calendar"),
    Rule(
        "short-decade",
        "( the )? ( mod:MOD -? )? '? decade_short:DECADE2",
        "calendar",
        not_before="in",
    ),
    Rule("decade-word", "the ( mod:MOD -? )? decade_short:DECADE_WORD", "calendar"),
    Rule(
        "century", "the? ( mod:MOD -? )? ( century:ORD | century:ORDINAL ) -? century", "calendar"
    ),
    Rule("season-year", f"{_THE_MOD} the? season:SEASON ,? of? year:YEAR", "calendar"),
    Rule(
        "season",
        "( the mod:MOD? -? | mod:MOD -? ) season:SEASON",
        "calendar",
        not_after="( of | - )",
    ),
    Rule("stepped-season", "step:STEP season:SEASON", "calendar"),
    Rule(
        "quarter",
        "( the )? fiscal? -? quarter:NTH_QUARTER -? quarter ( ( of | in )? year:YEAR )?",
        "calendar",
    ),
    Rule("quarter-of-year", "the? quarter:NTH_QUARTER quarter of step:STEP year", "calendar"),
    Rule("year-quarter", "( the )? year:YEAR quarter:NTH_QUARTER -? quarter", "calendar"),
    Rule(
        "stepped-quarter", "( year_step:STEP year 's ) ( quarter:NTH_QUARTER )? quarter", "calendar"
    ),
    Rule("quarter-mark", "quarter:QUARTER_MARK ( of? year:YEAR )?", "calendar"),
    Rule("hal", "the half:NTH_HALF half ( of year:YEAR )?", "calendar", not_after="o"),
    Rule("fiscal-year", "( the )? fiscal year? year:YEAR", "calendar"),
    Rule("weekday", f"{_MOD} weekday:WEEKDAY ( part:PART )?", "calendar"),
    Rule("stepped-weekday", "( the )? step:STEP weekday:WEEKDAY ( part:PART )?", "calendar"),
    Rule(
        "toward-weekday",
        "the step:TOWARD weekday:WEEKDAY ( part:PART )?",
        "calendar",
        {"anaphoric": 1},
    ),
    Rule("feast", "holiday:FEAST ( day | sunday )? ( ,? of? year:YEAR )?", "calendar"),
    Rule("christmas-eve", "christmas eve ( ,? year:YEAR )?", "calendar", {"holiday": "12-24"}),
    Rule("new-year", "new year 's? day ( ,? year:YEAR )?", "calendar", {"holiday": "01-01"}),
    Rule("new-years-eve", "new year 's? eve ( ,? year:YEAR )?", "calendar", {"holiday": "12-31"}),
    Rule("good-friday", "good friday ( ,? year:YEAR )?", "calendar", {"holiday": "easter-2"}),
    Rule("memorial-day", "memorial day ( ,? year:YEAR )?", "calendar", {"holiday": "05-L-0"}),
    Rule("labor-day", "labor day ( ,? year:YEAR )?", "calendar", {"holiday": "09-1-0"}),
    Rule("election-day", "election day ( ,? year:YEAR )?", "calendar", {"holiday": "11-1-0+1"}),
)

_TIMES = (
    Rule(
        "clock",
        "( clock:CLOCK half_day:AMPM? | clock:CLOCK12 | clock:CLOCKDOT half_day:AMPM"
        " | clock:HOUR half_day:AMPM ) ZONE?",
        "calendar",
    ),
    Rule(
        "clock-weekday",
        "( clock:CLOCK half_day:AMPM? | clock:CLOCK12 | clock:HOUR half_day:AMPM )"
        " ZONE? ,? on? weekday:WEEKDAY",
        "calendar",
    ),
    Rule(
        "clock-month-day",
        "( clock:CLOCK half_day:AMPM? | clock:CLOCK12 | clock:HOUR half_day:AMPM )"
        f" ZONE? ,? on? {_WEEKDAY} month:MONTH .? day:DAY {_YEAR}",
        "calendar",
    ),
    Rule("part-weekday", "part:PART ( on )? weekday:WEEKDAY", "calendar"),
    Rule("this-part", "this part:PART", "shift"),
    Rule("last-night", "last part:PART", "shift", {"sign": -1}),
    Rule("tonight", "tonight", "shift", {"part": "NI"}),
    Rule("part-of-day", "( the | that ) ( mod:MOD -? )? part:PART", "calendar"),
    Rule("mid-part", "mod:MOD -? part:PART", "calendar"),
    Rule("part-of-today", "( mod:MOD -? )? part:PART sign:TODAY", "shift"),
    Rule("today-part", "( mod:MOD )? sign:TODAY part:PART", "shift"),
    Rule("midday", "part:PART", "calendar", before="( at | by | around | about | before | until )"),
    Rule("overnight", "overnight", "calendar", {"part": "NI"}),
)

_SHIFTS = (
    Rule("today", "( mod:MOD )? sign:TODAY", "shift"),
    Rule("stepped-unit", "( mod:MOD | earlier | later )? ( the )? sign:STEP unit:DAYS_UP", "shift"),
    Rule("weekend", "( the | this ) weekend", "shift", {"unit": "weekend", "sign": 0}),
    Rule("stepped-weekend", "sign:STEP weekend", "shift", {"unit": "weekend"}),
    Rule("current-unit", "the current unit:DAYS_UP", "shift", {"sign": 0}),
    Rule(
        "toward-unit",
        "( the | a )? sign:TOWARD unit:DAYS_UP",
        "shift",
        {"anaphoric": 1},
        before="( on | in | by | for | until | of | , )",
    ),
    Rule("toward-the-unit", "( the ) sign:TOWARD unit:DAYS_UP", "shift", {"anaphoric": 1}),
    Rule(
        "same-unit",
        "( the same | that same | that very | that ) unit:DAYS_UP",
        "shift",
        {"anaphoric": 1, "sign": 0},
    ),
    Rule(
        "ago",
        f"{_APPROX} ( count:<count> <range> | a | an | half a ) ( unit:UNITS | unit:UNIT ) ago",
        "shift",
        {"sign": -1},
    ),
    Rule("vague-ago", "( a | some )? vague:VAGUE of? unit:UNITS ago", "shift", {"sign": -1}),
    Rule("units-ago", "unit:UNITS ago", "shift", {"sign": -1, "vague": "plural"}),
    Rule(
        "from-now",
        f"{_APPROX} ( count:<count> | a | an ) ( unit:UNITS | unit:UNIT ) from now",
        "shift",
        {"sign": 1},
    ),
    Rule(
        "earlier",
        f"{_APPROX} ( count:<count> | a | an ) ( unit:UNITS | unit:UNIT ) ( earlier | before )",
        "shift",
        {"sign": -1, "anaphoric": 1, "whole": 1},
    ),
    Rule(
        "later",
        f"{_APPROX} ( count:<count> | a | an ) ( unit:UNITS | unit:UNIT ) ( later | afterwards )",
        "shift",
        {"sign": 1, "anaphoric": 1},
    ),
    Rule(
        "vague-later",
        "( a )? vague:VAGUE of? unit:UNITS ( later )",
        "shift",
        {"sign": 1, "anaphoric": 1},
    ),
    Rule(
        "vague-earlier",
        "( a )? vague:VAGUE of? unit:UNITS ( earlier )",
        "shift",
        {"sign": -1, "anaphoric": 1},
    ),
)

_DURATIONS = (
    Rule(
        "event-offset",
        f"{_APPROX} count:<count> unit:UNITS sign:AFTER",
        "shift",
        {"event": "duration"},
        not_after="( the | that )? ( UNIT | MONTH | WEEKDAY | YEAR )",
    ),
    Rule(
        "event-offset-one",
        f"{_APPROX} ( a | an ) unit:UNIT sign:AFTER",
        "shift",
        {"event": "one-unit"},
    ),
    Rule(
        "duration",
        f"{_APPROX} the? PERIOD_WORD? count:<count> <range> more? unit:UNITS",
        "duration",
    ),
    Rule(
        "duration-and-hal",
        f"{_APPROX} ( count:<count> | a ) ( unit:UNITS | unit:UNIT ) and a hal",
        "duration",
        {"hal": 1},
    ),
    Rule(
        "duration-adjective", "count:<count> -? unit:UNIT", "duration", not_after="( -? old | 's )"
    ),
    Rule("duration-period", "( a | the ) count:<count> - unit:UNIT period", "duration"),
    Rule(
        "one-unit", f"{_APPROX} ( a | an ) unit:UNIT", "duration", {"count": 1}, not_after="( - )"
    ),
    Rule(
        "vague-duration",
        "( a )? ( the? PERIOD_WORD )? vague:VAGUE more? of? unit:UNITS",
        "duration",
    ),
    Rule(
        "plural-duration",
        "unit:UNITS",
        "duration",
        not_after="( - | 's )",
        not_before="( - | these )",
    ),
)

_SETS = (
    Rule(
        "every",
        "quant:EACH ( unit:UNIT | weekday:WEEKDAY | part:PART | month:MONTH | season:SEASON )",
        "repeated",
    ),
    Rule("every-count", "quant:EACH count:<count> unit:UNITS", "repeated"),
    Rule("often", "unit:OFTEN", "repeated"),
    Rule("per-unit", "per unit:UNIT", "repeated"),
    Rule("weekdays", "( on )? weekday:WEEKDAYS", "repeated"),
    Rule("weekday-parts", "weekday:WEEKDAY part:PARTS", "repeated"),
)

_REFERENCES = (
    Rule("reference", "value:REFERENCE", "reference"),
    Rule(
        "future",
        "the ( near | foreseeable )? future",
        "reference",
        {"value": "FUTURE_REF"},
        not_after="o",
    ),
    Rule(
        "past",
        "the ( recent )? past",
        "reference",
        {"value": "PAST_REF"},
        not_after="( INT | ONE | TEN | VAGUE | UNIT | UNITS | SEASON )",
    ),
    Rule("recent-units", "recent ( UNITS ) ( and UNITS )?", "reference", {"value": "PAST_REF"}),
    Rule("these-days", "these days", "reference", {"value": "PRESENT_REF"}),
    Rule("right-now", "right now", "reference", {"value": "PRESENT_REF"}),
)

RULES = (*_DATES, *_TIMES, *_SHIFTS, *_DURATIONS, *_SETS, *_REFERENCES)

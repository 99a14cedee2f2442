"""Patterns that several English rules share; a name before ":" is what the part means."""

from __future__ import annotations

MACROS = {
    "tens": "( TEN -? ONE | TEN | ONE )",
    "count": "( ( INT | NUMBER ) ( INT / INT | million )?"
    " | ( a? SCALE | <tens> ) ( and? ( SCALE | <tens> ) ){0,5} )",
    "range": "( ( to | or | – | - ) ( INT | NUMBER | TEN | ONE ) )?",
    "millennial": "two thousand ( and? ( TEN -? ONE | TEN | TEEN | ONE ) )?",
    "spoken": "CENTURY_WORD ( TEN -? ONE | TEN | TEEN )",
}

MONTH = "( month:MONTH_NAME | month:MONTH_SHORT .? )"
WEEKDAY = "( weekday:WEEKDAY ,? )?"
YEAR = "( ,? ( of | in )? year:YEAR )?"
MODIFIED = "( the? mod:MOD -? | the? mod:EDGE of )"
THE_MOD = f"{MODIFIED}?"
COUNTED = "( at? mod:APPROX than? to? )?"
APPROX = "( at? mod:APPROX than? to? | mod:OVER )?"
UNIT_OR_UNITS = "( unit:UNITS | unit:UNIT )"
COUNT_OR_A = "( count:<count> <range> | a | an )"
CLOCK = (
    "( clock:CLOCK half_day:AMPM? | clock:CLOCK12 | clock:CLOCKDOT half_day:AMPM"
    " | clock:HOUR half_day:AMPM | clock:HOUR o ' clock )"
)
NOT_A_YEAR = "( UNITS | - UNIT | % | million | billion | : | ZONE )"

"""Patterns that several German rules share; a name before ":" is what the part means."""

from __future__ import annotations

MACROS = {
    "count": "( ( INT ( SCALE | million | millionen )? ) | ( ONE SCALE? ) | SCALE )",
    "range": "( ( bis | oder | – | - ) ( INT | ONE ) )?",
}

MONTH = "( month:MONTH_NAME | month:MONTH_SHORT .? )"
WEEKDAY = "( weekday:WEEKDAY ,? ( den | dem )? )?"
YEAR = "( ( des YEARS )? year:YEAR )?"
EDGE = "( THE? mod:MODDED | mod:MOD )?"
APPROX = "( mod:APPROX | mod:OVER )?"
EITHER_UNIT = "( unit:UNITS | unit:UNIT )"

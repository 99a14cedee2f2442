"""How English writes time.

Where several rules match at one place the longest wins, and of equally long ones the first.
"""

from digest.dates.rules.en import dates, lengths, shifts, times
from digest.dates.rules.en.macros import MACROS

RULES = (*dates.RULES, *times.RULES, *shifts.RULES, *lengths.RULES)

__all__ = ["MACROS", "RULES"]

"""How German writes time.

Where several rules match at one place the longest wins, and of equally long ones the first.
"""

from digest.dates.rules.de import dates, lengths, shifts
from digest.dates.rules.de.macros import MACROS

RULES = (*dates.RULES, *shifts.RULES, *lengths.RULES)

__all__ = ["MACROS", "RULES"]

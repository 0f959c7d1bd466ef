"""Which codes are evaluation and management services. Pure.

Source: the E/M section of CPT by number (99202-99499), the ophthalmology visits 92002-92014, and the Medicare
visit codes that stand in their place; NCCI Policy Manual chapter 1, section D, puts 24, 25 and 57 on these.
"""

from __future__ import annotations

_EYE_VISITS = frozenset(("92002", "92004", "92012", "92014"))
_MEDICARE_VISITS = frozenset(("G0402", "G0438", "G0439", "G0463", "G2212", "G0316", "G0317", "G0318"))


def is_visit(code: str) -> bool:
    """Whether a code is a visit, on which 24, 25 and 57 are used instead of 59."""
    return (code.isdecimal() and 99202 <= int(code) <= 99499) or code in _EYE_VISITS or code in _MEDICARE_VISITS

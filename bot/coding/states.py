"""The states and territories that have a Medicare contractor, by two letters. Facts of the postal service."""

from __future__ import annotations

_STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO", "connecticut": "CT",
    "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL",
    "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD",
    "massachusetts": "MA", "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE",
    "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC",
    "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "rhode island": "RI",
    "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
    "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY", "puerto rico": "PR", "virgin islands": "VI",
    "guam": "GU", "american samoa": "AS", "northern mariana islands": "MP",
}  # fmt: skip
_LETTERS = frozenset(_STATES.values())
_WORDS = frozenset(("CT", "HI", "ID", "IN", "MD", "ME", "OK", "PA"))
"""Letters that beside a code are as likely a scan, a word or a profession."""
LETTERS = "|".join(sorted(_LETTERS - {"OR"}))
"""A regular expression for the two letters; OR is left out, which in a claim is the operating room or the word."""
NAMES = "|".join(sorted((name.replace(" ", r"\s+") for name in _STATES), key=len, reverse=True))
"""A regular expression for the full names."""


def stands_for_state(letters: str, *, alone: bool) -> bool:
    """Whether two letters beside a code, or between separators (`alone`), name a state rather than a word."""
    return letters in _LETTERS - {"OR"} and letters not in (("HI", "IN", "ME", "OK") if alone else _WORDS)


def abbreviation(text: str) -> str:
    """`California`, `ca` → `CA`; an empty string if it is no state."""
    words = " ".join(text.split())
    return words.upper() if words.upper() in _LETTERS else _STATES.get(words.lower(), "")

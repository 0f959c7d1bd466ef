"""Sides and encounters in a person's words: which of otherwise like codes they choose. Pure functions."""

from __future__ import annotations

_SIDES = ("right", "left", "bilateral")
SAID = 0.12
"""Added to a code on the side that was said."""
UNSAID = 0.12
"""Taken from a code on another side, or on an unspecified one, when a side was said."""

_ENCOUNTERS = (("sequela", "S"), ("subsequent", "D"), ("initial", "A"))


def side_of(query: str) -> str:
    """`right`, `left`, `bilateral` or nothing, from folded words; more than one side is nothing."""
    said = [side for side in _SIDES if side in query.split()]
    return said[0] if len(said) == 1 else ""


def fit(side: str, title: str) -> float:
    """What to add to the score of a code with this title when a side was said."""
    if not side:
        return 0.0
    words = title.lower().replace(",", " ").split()
    if side in words:
        return SAID
    return -UNSAID if "unspecified" in words or any(other in words for other in _SIDES) else 0.0


def encounter_of(query: str) -> str:
    """The 7th character that a said encounter stands for in A/D/S codes: A, D, S or nothing."""
    words = query.split()
    return next((character for word, character in _ENCOUNTERS if word in words), "")

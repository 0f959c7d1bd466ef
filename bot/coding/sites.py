"""Anatomic modifiers: which site each names, and whether two lines name different ones. Pure.

Source: HCPCS Level II modifiers; NCCI Policy Manual for Medicare Services, chapter 1 E (anatomic modifiers).
"""

from __future__ import annotations

from collections.abc import Collection

_LEFT_HAND, _RIGHT_HAND = ("FA", "F1", "F2", "F3", "F4"), ("F5", "F6", "F7", "F8", "F9")
_LEFT_FOOT, _RIGHT_FOOT = ("TA", "T1", "T2", "T3", "T4"), ("T5", "T6", "T7", "T8", "T9")
_LEFT_EYE, _RIGHT_EYE = ("E1", "E2"), ("E3", "E4")
DIGITS = frozenset((*_LEFT_HAND, *_RIGHT_HAND, *_LEFT_FOOT, *_RIGHT_FOOT))
EYELIDS = frozenset((*_LEFT_EYE, *_RIGHT_EYE))
CORONARY = frozenset(("LC", "LD", "LM", "RC", "RI"))
ANATOMIC = frozenset(("LT", "RT", *DIGITS, *EYELIDS, *CORONARY))
_SIDE = {
    **dict.fromkeys(("LT", *_LEFT_HAND, *_LEFT_FOOT, *_LEFT_EYE), "left"),
    **dict.fromkeys(("RT", *_RIGHT_HAND, *_RIGHT_FOOT, *_RIGHT_EYE), "right"),
}


def side(modifier: str) -> str:
    """`left`, `right`, or blank where the modifier names no side (coronary arteries)."""
    return _SIDE.get(modifier, "")


def of(modifiers: Collection[str]) -> frozenset[str]:
    """The anatomic modifiers among a line's."""
    return ANATOMIC & frozenset(modifiers)


def differ(one: Collection[str], other: Collection[str]) -> bool:
    """Whether the modifiers of two lines name different sites: RT and LT, two digits, two arteries; not LT and a left digit.

    A line without an anatomic modifier, or with 50 (both sides), names no site of its own.
    """
    if "50" in one or "50" in other:
        return False
    sites, others = of(one), of(other)
    if not sites or not others or sites & others:
        return False
    return all(_apart(a, b) for a in sites for b in others)


def _apart(a: str, b: str) -> bool:
    if "LT" in (a, b) or "RT" in (a, b):
        return bool(side(a)) and bool(side(b)) and side(a) != side(b)
    return a != b

"""Modifiers that contradict each other, on one line or between lines of the same code. Pure.

Sources: the documents named in `modifiers.toml` for each modifier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from bot.coding import sites
from bot.coding.claim import ClaimLine

_DISTINCT = ("59", "XE", "XS", "XP", "XU")
_FAMILIES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("26", "TC"), "each is one part of the service; without either the code means both parts"),
    (("LT", "RT"), "one line names one side; both sides are 50, or two lines"),
    (_DISTINCT, "one of this family is enough, the most exact one"),
    (("80", "81", "82"), "an assistant has one role"),
    (("54", "55", "56"), "whoever does all parts reports the code without them; else each part has a line of its own"),
    (("58", "78", "79"), "a procedure in a global period is planned, an unplanned return or unrelated, one of the three"),
    (("76", "77"), "either the same practitioner repeated it or another"),
    (("52", "53"), "either less was planned or it was broken off"),
    (("73", "74"), "either before anesthesia or after it"),
    (("22", "52"), "more and less than usual exclude each other"),
    (("96", "97"), "therapy either builds skills or restores them"),
    (("93", "95"), "either with a picture or without"),
    (("93", "GT"), "either with a picture or without"),
    (("GA", "GZ"), "either a notice was signed or it was not"),
    (("GA", "GY"), "what is excluded by law needs no required notice"),
    (("GY", "GZ"), "either excluded by law or not necessary"),
    (("JW", "JZ"), "on one line something was discarded or nothing was"),
    (("GN", "GO", "GP"), "a line belongs to one plan of care"),
    (("CO", "CQ"), "one assistant, one discipline"),
    (("33", "PT"), "PT is Medicare's modifier, 33 that of other payers"),
    (("AA", "AD", "QK", "QX", "QY", "QZ"), "one of them says who gave the anesthesia"),
    (("P1", "P2", "P3", "P4", "P5", "P6"), "a patient has one physical status"),
    (("NU", "RR", "UE"), "equipment is bought new, bought used or rented"),
    (("62", "66"), "either two surgeons or a team"),
)
_WITH_ANY: tuple[tuple[str, Collection[str], str], ...] = (
    ("50", ("LT", "RT"), "50 means both sides already"),
    ("50", sites.DIGITS | sites.EYELIDS, "digits and eyelids are named one by one, not as both sides"),
    ("62", ("80", "81", "82", "AS"), "a co-surgeon is no assistant at the same procedure"),
    ("AS", ("80", "81", "82"), "AS is for other practitioners, 80 to 82 for physicians"),
)


def conflicts(modifiers: Collection[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Each pair of modifiers of a line that exclude each other, with the reason."""
    present = tuple(dict.fromkeys(modifiers))
    for family, why in _FAMILIES:
        for pair in combinations([m for m in present if m in family], 2):
            yield pair, why
    for one, others, why in _WITH_ANY:
        if one in present:
            yield from (((one, other), why) for other in present if other in others)
    for group in (sites.DIGITS, sites.EYELIDS, sites.CORONARY):
        for pair in combinations([m for m in present if m in group], 2):
            yield pair, "one line names one site; each further one has a line of its own"


def discarded_and_not(lines: Sequence[ClaimLine]) -> Iterator[tuple[ClaimLine, ClaimLine]]:
    """Lines of one drug of which one says that something was discarded (JW) and the other that nothing was (JZ)."""
    for wasted in (line for line in lines if "JW" in line.modifiers):
        yield from ((wasted, line) for line in lines if line.code == wasted.code and line is not wasted and "JZ" in line.modifiers)


def discarded_alone(lines: Sequence[ClaimLine]) -> Iterator[ClaimLine]:
    """Lines of discarded drug (JW) without a line of the same drug for what was given."""
    for wasted in (line for line in lines if "JW" in line.modifiers):
        if not any(line.code == wasted.code and "JW" not in line.modifiers for line in lines):
            yield wasted


def sides_twice(lines: Sequence[ClaimLine]) -> Iterator[tuple[ClaimLine, tuple[ClaimLine, ...]]]:
    """Lines with 50, each with the other lines of the same code that bill one of the two sides again.

    A line that says it is distinct or a repeat (59, an X modifier, 76, 77) is no second bill of the same side.
    """
    for both in (line for line in lines if "50" in line.modifiers):
        again = tuple(
            line
            for line in lines
            if line is not both and line.code == both.code and "50" not in line.modifiers and not {*_DISTINCT, "76", "77"} & set(line.modifiers)
        )
        if again:
            yield both, again

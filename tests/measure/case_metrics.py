"""Metrics of coded cases, as the shared tasks on them count: micro and macro F1, mean average precision, recall among the first. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

FIRST = 30
CATEGORY = 3


@dataclass(frozen=True, slots=True)
class Case:
    """The codes of one case, without dots: what is right, what was suggested, and the ranking of all that was considered."""

    gold: frozenset[str]
    coded: frozenset[str]
    ranked: tuple[str, ...]

    def categories(self) -> Case:
        """The same at the level of categories."""
        ranked = tuple(dict.fromkeys(code[:CATEGORY] for code in self.ranked))
        return Case(frozenset(c[:CATEGORY] for c in self.gold), frozenset(c[:CATEGORY] for c in self.coded), ranked)


def literal(code: str) -> str:
    """A code as it is compared: without its dot, and nothing else changed."""
    return code.replace(".", "")


def precision(cases: Sequence[Case]) -> float:
    """Micro precision."""
    return _share(sum(len(c.gold & c.coded) for c in cases), sum(len(c.coded) for c in cases))


def recall(cases: Sequence[Case]) -> float:
    """Micro recall."""
    return _share(sum(len(c.gold & c.coded) for c in cases), sum(len(c.gold) for c in cases))


def micro_f1(cases: Sequence[Case]) -> float:
    """Micro F1 of the suggested codes."""
    p, r = precision(cases), recall(cases)
    return _share(2 * p * r, p + r)


def macro_f1(cases: Sequence[Case]) -> float:
    """F1 a code, averaged over the codes that are right or suggested anywhere."""
    codes = {code for case in cases for code in case.gold | case.coded}
    return _share(sum(_f1_of(code, cases) for code in codes), len(codes))


def mean_average_precision(cases: Sequence[Case]) -> float:
    """Mean over the cases of the average precision of the ranking."""
    return _share(sum(map(_average_precision, cases)), len(cases))


def recall_first(cases: Sequence[Case]) -> float:
    """Share of the right codes that are among the first thirty of the ranking."""
    return _share(sum(len(c.gold & set(c.ranked[:FIRST])) for c in cases), sum(len(c.gold) for c in cases))


MEASURES: tuple[tuple[str, Callable[[Sequence[Case]], float]], ...] = (
    ("P", precision),
    ("R", recall),
    ("micro-F1", micro_f1),
    ("macro-F1", macro_f1),
    ("MAP", mean_average_precision),
    ("R@30", recall_first),
)


def interval(measure: Callable[[Sequence[Case]], float], cases: Sequence[Case], rounds: int = 1_000) -> tuple[float, float]:
    """The middle 95 % of a measure over samples of the cases drawn with replacement (seed 0)."""
    draw = random.Random(0)
    values = sorted(measure(draw.choices(cases, k=len(cases))) for _ in range(rounds))
    return values[int(0.025 * rounds)], values[int(0.975 * rounds) - 1]


def _f1_of(code: str, cases: Sequence[Case]) -> float:
    right = sum(code in c.gold and code in c.coded for c in cases)
    return _share(2 * right, sum(code in c.gold for c in cases) + sum(code in c.coded for c in cases))


def _average_precision(case: Case) -> float:
    right, total = 0, 0.0
    for place, code in enumerate(case.ranked, 1):
        if code in case.gold:
            right += 1
            total += right / place
    return _share(total, len(case.gold))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0

"""How much the PHI gate finds, and how much it leaves alone, on the labelled sets."""

from __future__ import annotations

import pytest
from phi_sets import Case, load, misses, report, score

from bot.privacy import find

_RECALL = 0.98
_PRECISION = 0.95
_FREE_NAMES_FLOOR = 0.94
"""Measured: 97 % at the first run, 98.6 % now. A name that nothing announces is found only by our list."""


@pytest.fixture(scope="module")
def positives() -> tuple[Case, ...]:
    return load("positives")


@pytest.fixture(scope="module")
def lookalikes() -> tuple[Case, ...]:
    return load("lookalikes")


def test_sets_are_as_large_as_promised(positives: tuple[Case, ...], lookalikes: tuple[Case, ...]) -> None:
    names = load("free_names")
    assert len(positives) >= 200
    assert len(lookalikes) >= 200
    assert len(names) >= 60
    assert not any(case.spans for case in lookalikes)
    assert all(case.spans for case in (*positives, *names))
    texts = [case.text for case in (*positives, *lookalikes, *names)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("tuned", [True, False], ids=["tuned-half", "other-half"])
def test_recall_and_precision_hold_on_each_half(positives: tuple[Case, ...], lookalikes: tuple[Case, ...], tuned: bool) -> None:
    result = score(case for case in (*positives, *lookalikes) if case.tuned is tuned)
    assert result.recall >= _RECALL, result
    assert result.precision >= _PRECISION, result


def test_findings_carry_the_right_kind(positives: tuple[Case, ...]) -> None:
    result = score(positives)
    assert result.kind_right >= _RECALL * result.spans, result


def test_lookalikes_pass_untouched(lookalikes: tuple[Case, ...]) -> None:
    flagged = [case.id for case in lookalikes if find(case.text)]
    assert len(flagged) <= 0.05 * len(lookalikes), flagged


def test_free_standing_names_reach_their_measured_floor() -> None:
    names = load("free_names")
    result = score(names)
    assert result.recall >= _FREE_NAMES_FLOOR, [case.id for case in names if misses(case, find(case.text))]


def test_report_has_a_line_per_set_and_half(capsys: pytest.CaptureFixture[str]) -> None:
    lines = report().splitlines()
    print("\n".join(lines))
    assert len(lines) == 6
    assert "free-standing" in capsys.readouterr().out

"""The labelled pairs of the measure hold, in small."""

from __future__ import annotations

from tests.measure.job_pairs import measured, pairs


def test_pairs_are_told_apart() -> None:
    precision, recall, wrong = measured(pairs(31, 60))
    assert precision >= 0.97, wrong
    assert recall >= 0.97, wrong

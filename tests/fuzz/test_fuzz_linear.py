"""A text of twelve thousand characters costs four times what one of three thousand costs, not sixteen times: what hurt once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import fuzz_texts
import pytest

_SMALL, _LARGE = 3_000, 12_000
_WORST_GROWTH = 11.0
"""Linear is 4, quadratic is 16; the rest is the noise of a busy machine."""
_NOISE = 0.15
_HURT = {
    "claim text": ("x", "-", " ", "_", "a.", "E", "65 yo ", "state CA ", "dos 5/5/26 ", "00100 RT "),
    "understand": ("x", " ", "65 yo "),
    "note": ("Dr. ",),
    "model answer": ("a.", "Dr. "),
}


def _seconds(run: Callable[[Any], None], text: str) -> float:
    start = time.thread_time()
    run(text)
    return time.thread_time() - start


@pytest.mark.parametrize(("name", "unit"), [(name, unit) for name, units in _HURT.items() for unit in units])
def test_no_text_costs_the_square_of_its_length(name: str, unit: str) -> None:
    target = next(t for t in fuzz_texts.targets() if t.name == name)
    small, large = ((unit * length)[:length] for length in (_SMALL, _LARGE))
    with target.opened() as run:
        run(small)  # tables that are read at first use
        assert any(_seconds(run, large) <= _WORST_GROWTH * _seconds(run, small) + _NOISE for _ in range(3))

"""Nothing that others write makes a parser, a renderer or an edge fall over. `make fuzz` runs the same targets for a million inputs each."""

from __future__ import annotations

from pathlib import Path
from random import Random

import fuzz_targets
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def home(small_home: Path) -> Path:
    return small_home


@pytest.mark.parametrize("name", list(fuzz_targets.every(Path)))
def test_any_input_is_read_or_refused(name: str, home: Path) -> None:
    target = fuzz_targets.every(lambda: home)[name]
    with target.opened() as run:

        @FEW
        @given(st.randoms(use_true_random=False))
        def holds(random: Random) -> None:
            run(target.make(random))

        holds()
        for number in range(50):  # and inputs of their own, which hypothesis would take longer to make
            run(target.make(Random(number)))

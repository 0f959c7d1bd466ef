"""What a model said of the same evidence before, so that the same question is not paid for twice. In this process only."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MAX_KEPT = 500


@dataclass(frozen=True, slots=True)
class Worded:
    """Sentences that were verified, with their marks as the evidence numbers its sources, and how many were left out."""

    sentences: tuple[str, ...]
    dropped: int


class RememberedWording:
    """Prompt → what came of it. The prompt holds question, verdict and facts, so other evidence is another entry; only its digest
    is kept.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._kept: OrderedDict[bytes, tuple[float, Worded]] = OrderedDict()

    def get(self, prompt: str) -> Worded | None:
        """What came of the prompt lately."""
        found = self._kept.get(_key(prompt))
        return found[1] if found is not None and self._clock() - found[0] < self._seconds else None

    def put(self, prompt: str, worded: Worded) -> None:
        """Remember it; beyond `MAX_KEPT` the oldest go."""
        key = _key(prompt)
        self._kept.pop(key, None)
        self._kept[key] = (self._clock(), worded)
        while len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)


def _key(prompt: str) -> bytes:
    return hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).digest()

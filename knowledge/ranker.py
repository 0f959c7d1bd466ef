"""The final order of the first candidates, learned from the alphabetic index.

A small network (38 features, one hidden layer) scores each candidate; it was trained so that the code that an index entry leads to
comes first when the entry itself cannot be looked up. `tests/measure/train_ranker.py` trains it anew; the weights lie beside
this module, one file an embedder, since likenesses of two embedders do not compare.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from knowledge.features import NAMES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEPTH = 60
"""Candidates that are put in order; what comes after them stays behind."""
_LEARNED = (("wordllama", "ranker_wordllama.json"), ("minilm", "ranker_minilm.json"))


@dataclass(frozen=True, slots=True)
class Ranker:
    """Mean and spread of each feature, and the weights: features → hidden (tanh) → score, and features → score directly."""

    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    hidden: NDArray[np.float32]
    bias: NDArray[np.float32]
    out: NDArray[np.float32]
    direct: NDArray[np.float32]

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """One score a row; only their order means something."""
        import numpy as np

        rows = (features - self.mean) / self.spread
        return np.asarray(np.tanh(rows @ self.hidden + self.bias) @ self.out + rows @ self.direct, dtype=np.float32)

    def encoded(self) -> dict[str, Any]:
        """As JSON values, rounded: the order does not hang on the fifth digit."""
        fields = ("mean", "spread", "hidden", "bias", "out", "direct")
        return {"features": list(NAMES), **{name: getattr(self, name).astype(float).round(5).tolist() for name in fields}}

    @classmethod
    def decoded(cls, raw: dict[str, Any]) -> Ranker:
        """The other way round. Raises `ValueError` if the features are not those of this program."""
        import numpy as np

        if raw["features"] != list(NAMES):
            raise ValueError("the ranker was trained on other features: run tests/measure/train_ranker.py")
        names = ("mean", "spread", "hidden", "bias", "out", "direct")
        return cls(*(np.array(raw[name], dtype=np.float32) for name in names))


@cache
def ranker_for(embedder: str) -> Ranker | None:
    """The ranker learned with an embedder, or None where there is none: then the weighted sum decides."""
    name = next((file for beginning, file in _LEARNED if embedder.startswith(beginning)), None)
    found = files("knowledge") / name if name else None
    return Ranker.decoded(json.loads(found.read_text(encoding="utf-8"))) if found is not None and found.is_file() else None

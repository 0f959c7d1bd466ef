"""What a fuzz target is."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

Run = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Target:
    """Something that reads what others wrote. `opened` gives what reads one input and raises if the promise is broken.

    `modules` are what a coverage-guided run instruments; without any the target is driven by its own inputs alone.
    """

    name: str
    make: Callable[[Random], Any]
    opened: Callable[[], AbstractContextManager[Run]]
    modules: tuple[str, ...] = ()
    from_bytes: Callable[[bytes], Any] | None = None


def pure(name: str, make: Callable[[Random], Any], run: Run, modules: tuple[str, ...] = (), from_bytes: Callable[[bytes], Any] | None = None) -> Target:
    """A target that needs nothing open."""
    return Target(name, make, lambda: nullcontext(run), modules, from_bytes)


def as_text(raw: bytes) -> str:
    """Bytes of a coverage-guided run → text, half surrogates included."""
    return raw.decode("utf-8", "surrogateescape")


def place_of(error: BaseException) -> str:
    """Kind and place of what broke: two inputs with the same are one finding."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if any(f"/{name}/" in f.filename for name in ("bot", "adapters", "knowledge"))]
    frames = frames or list(traceback.extract_tb(error.__traceback__))
    last = frames[-1]
    said = f": {str(error)[:90]}" if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno} {last.name}{said}"

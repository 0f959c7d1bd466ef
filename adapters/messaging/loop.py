"""The event loop of a process that serves."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run_serving(work: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run`, on uvloop where there is one: a journey to a thread and back costs two thirds there. It is not made for Windows."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    return uvloop.run(work)

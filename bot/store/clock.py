"""The time of day for the store; a parameter of `Store.open`, so that a test can let a month pass."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the time now, aware."""


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)

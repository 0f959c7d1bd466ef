"""A clock for tests, and the key of their pseudonyms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SECRET = "a secret for tests"


class Calendar:
    """A clock whose days pass when a test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 1, 12, tzinfo=UTC)
        self._passed = 0.0

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        """A steady clock: what has passed, whatever the time of day is set to."""
        return self._passed

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)
        self._passed += timedelta(**span).total_seconds()

    def set_by(self, **span: float) -> None:
        """Somebody sets the clock; no time passes."""
        self.now += timedelta(**span)

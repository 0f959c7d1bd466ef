"""A clock for tests, and the key of their pseudonyms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SECRET = "a secret for tests"


class Calendar:
    """A clock whose days pass when a test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)

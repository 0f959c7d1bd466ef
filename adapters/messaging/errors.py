"""What can be wrong between a platform and us."""

from __future__ import annotations


class Misconfigured(Exception):
    """A setting is missing or refused; says which and where to find it."""


class Undeliverable(Exception):
    """No way led to the person. `code` is the platform's last word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Revoked(Undeliverable):
    """The workspace took our token away."""

"""One thing that a doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at. `remedy` says what to do if it is not `ok`, or what is off if it is only worth knowing."""

    ok: bool
    what: str
    remedy: str = ""

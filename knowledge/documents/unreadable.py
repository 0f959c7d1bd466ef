"""Why a document could not be converted, in words that a person can act on."""

from __future__ import annotations


class Unreadable(Exception):
    """`str(error)` completes the sentence "FILE: …"."""

"""Which replies are nobody else's: about the person's own things, or about us. They are not shared, rated, or put to a consultant. Pure."""

from __future__ import annotations

_OWN = frozenset(("feedback", "privacy", "kb", "defaults", "forget", "team", "watch", "own", "consult", "case", "account"))
_ABOUT_US = frozenset(("help", "about", "browse", "jobs"))


def is_own_affair(topic: str) -> bool:
    """Whether a reply of that topic is the person's own affair, or about the program or its job board."""
    return topic in _OWN or topic in _ABOUT_US


def is_private_affair(topic: str) -> bool:
    """Whether a reply of that topic must not be shared."""
    return topic in _OWN

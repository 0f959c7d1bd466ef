"""What a reader gives, and what all readers need. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.jobs.drafts import Draft

MOST_ITEMS = 20_000
"""Openings of one feed that are read: more than the largest employers have."""


class BrokenFeed(ValueError):
    """The answer is no feed of that kind; the message says what it is like."""


@dataclass(frozen=True, slots=True)
class Item:
    """One opening of a feed, by the feed's own id for it."""

    external: str
    draft: Draft


@dataclass(frozen=True, slots=True)
class Trouble:
    """One entry that could not be read."""

    entry: str
    why: str


Read = Callable[[bytes], Iterator["Item | Trouble"]]
"""The bytes of an answer → what they hold, entry by entry. Raises `BrokenFeed` if nothing at all can be read."""


def parsed_json(data: bytes) -> Any:
    """Bytes → what the JSON says. Raises `BrokenFeed`."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BrokenFeed(_like(data, "JSON")) from error


def _like(data: bytes, wanted: str) -> str:
    head = data[:200].lstrip().lower()
    if not head:
        return "the answer is empty"
    if head.startswith((b"<!doctype html", b"<html")):
        return f"the answer is a web page, not {wanted}"
    return f"the answer breaks off or is no {wanted}"


def entries(found: Any, one: Callable[[Mapping[str, Any]], Item], name: Callable[[Mapping[str, Any]], str]) -> Iterator[Item | Trouble]:
    """Each entry of a list through `one`; what it cannot make anything of is told by name."""
    if not isinstance(found, list):
        raise BrokenFeed("the answer has no list of postings")
    for number, entry in enumerate(found[:MOST_ITEMS]):
        if not isinstance(entry, Mapping):
            yield Trouble(f"entry {number + 1}", "it is no object")
            continue
        try:
            yield one(entry)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield Trouble(name(entry)[:60] or f"entry {number + 1}", f"its layout is another one ({type(error).__name__})")


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def listed(value: object) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as a list of one."""
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def text(value: object) -> str:
    """A text or a number as text; anything else is nothing."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def joined(values: Iterable[object], by: str = ", ") -> str:
    """The texts among some values."""
    return by.join(shown for value in values if (shown := text(value)))

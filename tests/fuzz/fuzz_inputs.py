"""Inputs made of a `Random`: seeds changed at random places, and what has hurt parsers before.

The tests draw the `Random` from hypothesis, `make fuzz` makes one from the number of the input, so that every finding has a number.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, TypeVar

from any_reply import NASTY_TEXTS

from bot.actions import Action
from bot.turns import Button, Citation, Field, Menu, Notice, Outcome, Reply, Table, Visibility

T = TypeVar("T")
Make = Callable[[Random], T]
LONGEST = 6_000
"""Characters of a text; a turn is cut at `CODERLY_RUNTIME__MAX_INPUT`."""
_ODD = "\u0000\u200b\u202e\ufeff\u00a0\u0660\u00b2\ud800\udfff\U0001f9b4\u0130\u00df\ufdfa\u1e9e\u2028\n\r\t\x1b\x7f"
_SIGNS = "0123456789 ABCXYZabcxyz.,;:-–/\\()[]{}<>|@#*_~`'\"!?=+&%$^"
_PIECES = ("x" * 400, "9" * 200, "((((" * 60, "-" * 120, "a, " * 150, "1/1/" * 60, " " * 300, "<@U1>" * 30, "99213 " * 60, "E11.9-" * 40)
_CODES = ("E11.9", "27257", "99213", "J1885", "0FT44ZZ", "M17.11", "S72.001A", "Z79.4", "45385", "A9901", "0001F", "2001000")


def text(seeds: Sequence[str], words: Sequence[str] = ()) -> Make[str]:
    """Text: a seed, or words in any order, changed a few times."""
    parts = (*words, *_CODES, *NASTY_TEXTS, *_PIECES)

    def make(random: Random) -> str:
        said = random.choice(seeds) if random.random() < 0.7 else " ".join(random.choices(parts, k=random.randrange(1, 7)))
        for _ in range(random.randrange(6)):
            said = _changed(random, said, parts)
        return said[:LONGEST]

    return make


def content(seeds: Sequence[bytes], longest: int = 1 << 16) -> Make[bytes]:
    """Bytes: a seed, cut, doubled, overwritten; seldom noise alone."""

    def make(random: Random) -> bytes:
        raw = bytearray(random.choice(seeds))
        if random.random() < 0.02:
            return random.randbytes(random.randrange(200))
        for _ in range(random.randrange(1, 7)):
            at = random.randrange(len(raw) + 1)
            length = random.choice((1, 1, 2, 4, 16, 64))
            match random.randrange(6):
                case 0:
                    raw[at : at + length] = b""
                case 1:
                    raw[at:at] = random.choice((b"\t", b",", b'"', b"\n", b"\r\n", b"\0", b"<", b">", b"&", b"99999999", b"-1", b"1e999", b"\xff\xfe"))
                case 2:
                    raw[at : at + 1] = bytes((random.randrange(256),))
                case 3:
                    raw[at:at] = raw[at : at + length] * random.choice((1, 2, 50))
                case 4:
                    raw[at:at] = random.choice(_PIECES).encode()
                case _:
                    raw = raw[:at] if random.random() < 0.2 else raw
        return bytes(raw[:longest])

    return make


def payload(seeds: Sequence[Mapping[str, Any]], texts: Make[str]) -> Make[dict[str, Any]]:
    """What a platform delivered, with parts of it taken away, swapped or of another kind."""

    def make(random: Random) -> dict[str, Any]:
        body = copy.deepcopy(dict(random.choice(seeds)))
        for _ in range(random.randrange(5)):
            _spoil(random, body, texts)
        return body

    return make


def reply(random: Random) -> Reply:
    """Any reply at all."""
    some = _some
    said = lambda: _said(random)  # noqa: E731 - a short word for what stands in every line below
    action = lambda: Action(random.choice(("code", "ask", "search", "~", "")), random.choice((random.choice(_CODES), said())))  # noqa: E731
    button = lambda: Button(said(), action(), random.random() < 0.3)  # noqa: E731
    return Reply(
        verdict=said(),
        title=said(),
        fields=some(random, lambda: Field(said(), said(), random.randrange(9)), 9),
        tables=some(random, lambda: _table(random), 3),
        rule=said(),
        body=said(),
        caveat=said(),
        citations=some(random, lambda: Citation(random.randrange(99), said(), said(), said(), said()), 5),
        buttons=some(random, button, 7),
        menu=Menu(said(), some(random, button, 30)) if random.random() < 0.2 else None,
        notices=some(random, lambda: Notice(said(), random.choice(("info", "warning", "error", "?")), said()), 2),
        personal=some(random, lambda: Field(said(), said()), 2),
        visibility=random.choice(list(Visibility)),
        outcome=random.choice(list(Outcome)),
        topic=random.choice(("codes", "help", "check", "own", "")),
        codes=some(random, lambda: random.choice(_CODES), 5),
        answer_id=random.choice(("", "0123456789abcdef")),
        copy_line=said(),
    )


def _some(random: Random, make: Callable[[], T], most: int) -> tuple[T, ...]:
    return tuple(make() for _ in range(random.choice((0, 0, 1, 2, random.randrange(most + 1)))))


def _said(random: Random) -> str:
    kind = random.randrange(6)
    if kind == 0:
        return ""
    if kind == 1:
        return random.choice(NASTY_TEXTS)
    if kind == 2:
        return f"{random.choice(_CODES)} {random.choice(NASTY_TEXTS)} {random.choice(_CODES)}"
    return "".join(random.choices(_SIGNS + _ODD, k=random.randrange(40)))


def _table(random: Random) -> Table:
    columns = random.randrange(9)
    rows = [tuple(_said(random)[:200] for _ in range(random.choice((columns, columns, random.randrange(9))))) for _ in range(random.randrange(5))]
    header = tuple(_said(random)[:60] for _ in range(columns))
    return Table(header, tuple(rows * random.choice((1, 1, 1, 20))), _said(random), picture=random.random() < 0.3)


def _changed(random: Random, said: str, parts: Sequence[str]) -> str:
    at = random.randrange(len(said) + 1)
    match random.randrange(7):
        case 0:
            return said[:at] + random.choice(parts) + said[at:]
        case 1:
            return said[:at] + said[at + random.choice((1, 1, 2, 8)) :]
        case 2:
            return said[:at] + random.choice(_SIGNS + _ODD) + said[at:]
        case 3:
            return said[:at] + random.choice(_SIGNS) + said[at + 1 :]
        case 4:
            end = at + random.randrange(12)
            return said[:end] + said[at:end] * random.choice((1, 2, 40)) + said[end:]
        case 5:
            return said.swapcase()
        case _:
            return f"{said}{random.choice((' ', ', ', '; ', chr(10)))}{random.choice(parts)}"


def _spoil(random: Random, body: dict[str, Any], texts: Make[str]) -> None:
    """One change at a random depth."""
    here: Any = body
    while True:
        keys: list[Any] = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            return
        key = random.choice(keys)
        below = here[key]
        if isinstance(below, dict | list) and below and random.random() < 0.8:
            here = below
            continue
        match random.randrange(5):
            case 0:
                del here[key]
            case 1:
                here[key] = random.choice((None, True, 0, -1, 1e308, [], {}, "", [None], {"id": None}, [[]], "0", "D1", 2**70))
            case _:
                here[key] = texts(random)
        return

"""Handing messages to a platform: by the best way there is, then the next; what the platform cannot take just now, again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from typing import TypeVar

from adapters.messaging.errors import Revoked

M = TypeVar("M")

Send = Callable[[M], Awaitable[str]]
"""Hands one message to the platform; the empty string, or the platform's error code."""

AGAIN = (0.5, 2.0, 8.0, *[15.0] * 4, *[30.0] * 4, *[60.0] * 5)
"""Seconds before an answer that the platform could not take (rate limit, 5xx, no connection) is handed over again: for eight minutes, since
another way to the person is no better while the platform is away, and what only she sees is less than what she asked for."""


class Kind(Enum):
    """What an error code asks for."""

    AGAIN = "again"
    """The platform is busy or cannot be reached."""
    CONTENT = "content"
    """The message is refused as it is: the same in a plainer form."""
    PLACE = "place"
    """The message cannot go there: the next way."""
    REVOKED = "revoked"
    """Nothing can be said in this workspace any more."""


async def by_some_way(ways: list[Send[M]], message: M, kind: Callable[[str], Kind], again: Sequence[float] = AGAIN) -> str:
    """Try the ways in order; one that does not lead there is taken out of `ways`. The code of a refused content, or of the last way.

    Raises `Revoked`.
    """
    code = "no_way"
    while ways:
        for pause in (*again, None):
            code = await ways[0](message)
            if code and kind(code) is Kind.AGAIN and pause is not None:
                await asyncio.sleep(pause)
                continue
            break
        if code and kind(code) is Kind.REVOKED:
            raise Revoked(code)
        if not code or kind(code) is Kind.CONTENT:
            return code
        ways.pop(0)
    return code

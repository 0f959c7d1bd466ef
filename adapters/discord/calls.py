"""One call of Discord's, with its error as a value: delivery decides by codes, not by exceptions."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

import aiohttp
import discord

from adapters.messaging.handover import Kind

T = TypeVar("T")

UNREACHABLE = "unreachable"
RATE_LIMITED = "rate_limited"
SERVER = "server_error"
_CONTENT = frozenset(("50035", "50006", "50008", "240000"))
"""Invalid form, empty message, components where none go: the message is refused as it is."""


async def call(method: Awaitable[T]) -> tuple[str, T | None]:
    """Await a call. `("", result)` if Discord took it, else Discord's error code (or the HTTP status) and nothing."""
    try:
        return "", await method
    except discord.RateLimited:
        return RATE_LIMITED, None
    except discord.HTTPException as error:
        if error.status == 429:
            return RATE_LIMITED, None
        return SERVER if error.status >= 500 else str(error.code or error.status), None
    except (TimeoutError, aiohttp.ClientError, OSError, RuntimeError):  # RuntimeError: the session of a client that was replaced
        return UNREACHABLE, None
    except (ValueError, TypeError) as error:  # the library's own checks
        return type(error).__name__, None


def kind(code: str) -> Kind:
    """What an error code asks for."""
    if code in (UNREACHABLE, RATE_LIMITED, SERVER):
        return Kind.AGAIN
    return Kind.CONTENT if code in _CONTENT or code in ("ValueError", "TypeError", "400") else Kind.PLACE

"""Coderly in Discord: slash commands with autocomplete, mentions and threads, direct messages, buttons that survive a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adapters.discord.client import create_client

__all__ = ["create_client"]


def __getattr__(name: str) -> Any:
    """`create_client`, imported when it is asked for: discord.py costs half a second, and the renderer needs none of it."""
    if name == "create_client":
        from adapters.discord.client import create_client

        return create_client
    raise AttributeError(name)

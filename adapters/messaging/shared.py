"""Cards that people shared: posted by us, under their name, and taken down once they are forgotten."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.store import SharedCard, Store

Remove = Callable[[SharedCard], Awaitable[bool]]
"""Deletes a message of ours. Whether it is gone, or can never be reached any more; `False`: the platform is to be asked again."""


async def take_down(store: Store, platform: str, remove: Remove) -> None:
    """Delete the shared cards of forgotten people. Raises `StoreError`."""
    for card in await store.shared_cards.to_take_down(platform):
        if await remove(card):
            await store.shared_cards.gone(card.id)

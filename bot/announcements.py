"""What a platform tells without being asked: digests of watched codes, consults, answers to them.

Every process of an adapter asks this from time to time; what is claimed by one is not announced by another.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True, slots=True)
class Announcement:
    """One place that is to be told something: by the answer to `action`. `name` tells it from all others, in every process.

    Ids are the platform's. `thread` is the conversation within the channel, empty for the channel itself; `private`: only `person` may
    see it. `told` is awaited once somebody tells it. `must_reach`: it waits while nothing speaks for us at the place.
    """

    workspace: str
    channel: str
    person: str
    action: Action
    name: str
    told: Callable[[], Awaitable[None]]
    thread: str = ""
    private: bool = False
    must_reach: bool = False

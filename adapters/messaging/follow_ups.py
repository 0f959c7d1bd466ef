"""Which messages in a thread are meant for us although nobody mentioned us.

The asker's own next question in a thread we answered in, as long as nobody else has joined in. Once people talk to
each other we are silent until we are mentioned again.
"""

from __future__ import annotations

from collections import OrderedDict

from bot.store import Store
from bot.turns import Turn

_THREADS = 5_000
"""Threads in which people talk to each other that are remembered; a forgotten one costs at most one answer too many."""


class FollowUps:
    """Decides for each message; remembers, in this process only, where people talk among themselves."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._among_themselves: OrderedDict[str, None] = OrderedDict()

    def mentioned(self, turn: Turn) -> None:
        """We were asked by name: the thread is a conversation with us again."""
        self._among_themselves.pop(turn.thread_key, None)

    async def wants(self, turn: Turn, others_mentioned: bool) -> bool:
        """Whether a message that does not mention us is answered. It is one of a thread, never the first of a channel."""
        thread = turn.thread_key
        if turn.message_id == turn.thread:
            return False
        turns = await self._store.threads.recent(thread)
        if not turns:
            return False
        person = await self._store.people.find(turn.person_key)
        if others_mentioned or person is None or all(one.person_id != person.id for one in turns):
            self._among_themselves[thread] = None
            if len(self._among_themselves) > _THREADS:
                self._among_themselves.popitem(last=False)
            return False
        return thread not in self._among_themselves

"""Our answers as they are found again when somebody answers them: the conversation they belong to, and the follow-ups they offered.

An answer's message id is made of the key of what it answers, so that an answer which is sent twice after a crash bears one id, and mail
programs show it once.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import blake2b

from adapters.email.headers import domain
from adapters.email.question import Choice
from bot.actions import Action, ActionError, decode, encode
from bot.store import Store

_VERB = "mail"
_OURS = re.compile(r"<coderly\.([0-9a-f]{32})(?:\.begun)?@([^>]+)>")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of an answer of ours: its conversation, its numbered follow-ups, and what a later mail in the conversation goes on from."""

    thread: str
    choices: tuple[Action, ...] = ()
    subject: str = ""
    answers: str = ""
    follows: tuple[str, ...] = ()


def ref_of(key: str) -> str:
    """The name of the answer to the work of this key: 32 hexadecimal digits."""
    return blake2b(key.encode(), digest_size=16, person=b"email answer").hexdigest()


def id_of(key: str, address: str, answer_id: str = "") -> str:
    """The message id of an answer; `answer_id` tells the last of several from the first."""
    return f"<coderly.{ref_of(key)}{f'.{answer_id}' if answer_id else ''}@{domain(address)}>"


def ours(follows: Sequence[str], address: str) -> tuple[str, ...]:
    """The names of the answers of ours among message ids, the latest first."""
    found = (_OURS.fullmatch(one) for one in reversed(follows))
    return tuple(match[1] for match in found if match and match[2].lower() == domain(address))


class Conversations:
    """What the store knows of our answers."""

    def __init__(self, store: Store, keep: timedelta) -> None:
        self._store = store
        self._keep = keep

    async def keep(self, key: str, kept: Kept, person_key: str) -> None:
        """Know the answer again, for the person it goes to, and as the latest of its conversation."""
        value = json.dumps({**asdict(kept), "choices": [encode(action) for action in kept.choices]})
        names = (key, _conversation(person_key, kept.thread))
        await asyncio.gather(*(self._store.tokens.keep(ref_of(name), Action(_VERB, value), person_key, self._keep) for name in names))

    async def find(self, ref: str, person_key: str) -> Kept | None:
        """What is known of an answer to this person, `None` for one that is not hers or is forgotten."""
        resolved = await self._store.tokens.resolve(Action(_VERB, f"~{ref}"), person_key)
        if resolved.action is None:
            return None
        try:
            value = json.loads(resolved.action.arg)
            choices = tuple(decode(text) for text in value["choices"])
            return Kept(str(value["thread"]), choices, str(value["subject"]), str(value["answers"]), tuple(value["follows"]))
        except (ValueError, KeyError, TypeError, ActionError):
            return None

    async def of_thread(self, thread: str, person_key: str) -> Kept | None:
        """The latest answer in a conversation of this person, `None` if it is not known."""
        return await self.find(ref_of(_conversation(person_key, thread)), person_key)

    async def latest(self, refs: Sequence[str], person_key: str) -> Kept | None:
        """The latest of these answers that is known."""
        for ref in refs[:10]:
            kept = await self.find(ref, person_key)
            if kept is not None:
                return kept
        return None


def _conversation(person_key: str, thread: str) -> str:
    return f"conversation\0{person_key}\0{thread}"


def chosen(kept: Kept | None, choice: Choice | None) -> Action | None:
    """The follow-up of that number."""
    if kept is None or choice is None or not 0 < choice.number <= len(kept.choices):
        return None
    return kept.choices[choice.number - 1]

"""State, payer, setting and place that hold where a question names none: a person's own, or a channel's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.actions import Action
from bot.coding.claim_text import read_claim
from bot.pipeline.recalled import parameters_of
from bot.skills.base import Context
from bot.store import Role
from bot.turns import Button, Field, Outcome, Reply, Turn, Visibility

EXAMPLE = "state=CA payer=medicare setting=office"
_NAMES = re.compile(r"[\s,;]*\b(state|payer|setting|zip|locality|pos)\b\s*[:=]?\s*", re.IGNORECASE)
_LABEL = {"state": "state", "zip5": "zip", "locality": "locality", "pos": "pos", "payer": "payer", "setting": "setting"}
_OFFICE = re.compile(r"\bsetting office\b", re.IGNORECASE)


def read(text: str, context: Context) -> tuple[dict[str, str], list[str]]:
    """`state=CA payer=medicare` → parameters, and what of it could not be read."""
    parts = [part.strip(" ,;") for part in _NAMES.sub(lambda match: f";{match[1].lower()} ", text).split(";")]
    found: dict[str, str] = {}
    unread: list[str] = []
    for part in filter(None, parts):
        read_here = parameters_of(read_claim(part, context.today)) if _NAMES.match(part) else {}
        if not read_here:
            unread.append(part)
        found |= read_here
        if _OFFICE.search(part):
            found.setdefault("pos", "11")
    return found, unread


def in_words(parameters: Mapping[str, str]) -> str:
    """`state CA, payer medicare`."""
    return ", ".join(f"{_LABEL.get(name, name)} {value}" for name, value in parameters.items())


@dataclass(frozen=True, slots=True)
class DefaultsSkill:
    """`/defaults`, `/defaults state=CA payer=medicare`, `/defaults channel setting=hospital`, `/defaults clear`."""

    name: str = "defaults"
    verbs: tuple[str, ...] = ("defaults",)
    summary: str = f"what holds where you do not say: /defaults {EXAMPLE}; /defaults channel …; /defaults clear"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. A channel's are set by trusted people and admins; everybody sees them."""
        text = context.text.strip()
        first, _, rest = text.partition(" ")
        for_channel = first.lower() == "channel"
        text = rest.strip() if for_channel else text
        if for_channel and text and not context.is_at_least(Role.TRUSTED):
            return _reply("The defaults of a channel are set by trusted people and admins.", f"Your own: /defaults {EXAMPLE}", Outcome.REFUSED)
        own, channel = await context.store.defaults.of(context.person.id, turn.channel_key)
        if not text:
            return _shown(own, channel)
        before = dict(channel if for_channel else own)
        if text.lower() in ("clear", "none", "reset"):
            after: dict[str, str] = {}
            unread: list[str] = []
        else:
            given, unread = read(text, context)
            if not given:
                return _reply("No default could be read in this.", f"For example: /defaults {EXAMPLE}", Outcome.UNCLEAR)
            after = before | given
        if for_channel:
            await context.store.defaults.set_channel(turn.channel_key, after)
        else:
            await context.store.defaults.set_person(context.person.id, after)
        shown = _shown(own if for_channel else after, after if for_channel else channel)
        if not unread:
            return shown
        more = f"Not read: {'; '.join(unread)[:120]}."
        return replace(shown, rule=f"{more} {shown.rule}")


def _reply(verdict: str, rule: str, outcome: Outcome = Outcome.ANSWERED) -> Reply:
    return Reply(verdict=verdict, rule=rule, outcome=outcome, visibility=Visibility.PRIVATE, topic="defaults")


def _shown(own: Mapping[str, str], channel: Mapping[str, str]) -> Reply:
    if not own and not channel:
        return _reply("No defaults are set: an answer says what it takes instead (today, practitioner tables, Medicare).", f"For example: /defaults {EXAMPLE}")
    fields = (Field("Yours", in_words(own) or "none"), Field("This channel's", in_words(channel) or "none"))
    return Reply(
        verdict=f"Where a question does not say: {in_words({**channel, **own})}.",
        fields=fields,
        rule="What a question or its thread names goes first, then your own, then the channel's. Dates of service are never kept.",
        visibility=Visibility.PRIVATE,
        topic="defaults",
        buttons=(Button("Clear mine", Action("defaults", "clear"), own=True),) if own else (),
    )

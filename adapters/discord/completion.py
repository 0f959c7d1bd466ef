"""What is offered while somebody types into `/code`: codes that begin so, or codes that the words mean."""

from __future__ import annotations

import asyncio
import logging
from datetime import date

from discord import app_commands

from adapters.discord import limits, words
from bot.app import App, today
from bot.coding import grammar
from bot.logs import place as code_place
from bot.privacy import gate
from bot.settings import PhiPolicy
from bot.store import StoreError
from knowledge.errors import KnowledgeError
from knowledge.model import Hit

_SECONDS = 2.0
"""Discord waits three for choices."""
_FEWEST = 2
"""Characters from which there is something to offer."""

_log = logging.getLogger(__name__)


async def choices(app: App, person_key: str, typed: str) -> list[app_commands.Choice[str]]:
    """Up to 25 codes with their titles for what was typed so far; none rather than late, and none for what looks like PHI."""
    text = words.line(typed)
    if len(text) < _FEWEST or gate(text, PhiPolicy.REFUSE).findings:
        return []
    before, _, last = text.rpartition(" ")
    codes_before = bool(before) and grammar.only_codes(before)
    asked = last if codes_before else text
    loop = asyncio.get_running_loop()
    try:
        descriptors = await app.sees_descriptors(person_key)
        hits = await asyncio.wait_for(loop.run_in_executor(app.chain.readers, _find, app, asked, today(), descriptors), _SECONDS)
    except (TimeoutError, KnowledgeError, StoreError) as error:
        _log.warning("no_choices", extra=dict(code_place(error)))
        return []
    kept = f"{before} " if codes_before else ""
    return [
        app_commands.Choice(name=words.cut(f"{kept}{hit.code}  {hit.title}", limits.CHOICE_NAME), value=f"{kept}{hit.code}")
        for hit in hits
        if len(f"{kept}{hit.code}") <= limits.CHOICE_VALUE
    ][: limits.CHOICES]


def _find(app: App, asked: str, on: date, descriptors: bool) -> tuple[Hit, ...]:
    with app.knowledge.use() as snapshot:
        if " " not in asked and any(c.isdecimal() for c in asked):
            found = snapshot.catalog.starting_with(asked.upper(), limits.CHOICES, on)
            if found:
                return found
        hits = snapshot.find(asked, (), limits.CHOICES, on, descriptors=descriptors)
        return hits if any(hit.lexical for hit in hits) else ()  # what resembles no word of any code is still being typed

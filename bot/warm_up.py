"""What the first question after a start would pay for, done before anybody asks: indexes are opened, models loaded, modules imported."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import date

from bot.logs import place
from bot.pipeline.chain import Chain
from bot.pipeline.understand import Asked

_QUESTIONS = (("code", "E11.9"), ("ask", "chest pain"), ("ask", "when is modifier 25 right?"))
"""One answered from rows, one by words and vectors, one from documents."""
_PATIENCE = 60.0
"""Seconds after which a process serves all the same."""

_log = logging.getLogger(__name__)


async def warm_up(chain: Chain, today: date) -> bool:
    """Answer a few questions that nobody asked: nothing is kept and no model is called. Whether all were; it never raises for what fails."""
    begun = time.monotonic()
    try:
        async with asyncio.timeout(_PATIENCE):
            for verb, text in _QUESTIONS:
                await chain.without_model().answer(Asked(text, today, verb=verb))
    except Exception as error:  # noqa: BLE001 - whoever asks is told what is wrong; a start does not fail for it
        _log.warning("not_warm", extra=dict(place(error)))
        return False
    _log.info("warm", extra={"seconds": round(time.monotonic() - begun, 2)})
    return True

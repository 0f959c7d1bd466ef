"""What a person is told when something failed on our side: what happened, what to do, and a reference that the log has, too."""

from __future__ import annotations

import logging
import secrets

from bot.logs import place
from bot.turns import Notice, Outcome, Reply, Visibility

_log = logging.getLogger(__name__)


def fault_reply(what: str, next_step: str, error: BaseException) -> Reply:
    """A fault of ours: logged under a reference with its kind and place, never with the person's text."""
    reference = secrets.token_hex(4)
    _log.error("fault", extra={"reference": reference, **place(error)})
    return Reply(
        verdict=f"{what} {next_step}".strip(),
        outcome=Outcome.FAILED,
        visibility=Visibility.PRIVATE,
        notices=(Notice("If you report this, give the reference.", "error", reference),),
    )

"""One chat: its thread, the buttons on offer, and the one place where a failing answer is caught."""

from __future__ import annotations

import logging
import traceback
import uuid

from adapters.terminal.ports import Answers, OnChange, OnSentence
from adapters.terminal.reading import Local, Said, read
from adapters.terminal.render import choices
from bot.turns import Button, Platform, Reply, Turn

log = logging.getLogger(__name__)

WORKSPACE = "local"
CHANNEL = "chat"
PERSON = "me"


class AnswerFailed(Exception):
    """The assistant raised; `reference` is the id under which that was logged."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class Conversation:
    """Turns lines into turns of one thread and remembers which buttons the last reply offered."""

    def __init__(self, app: Answers) -> None:
        self._app = app
        self._thread = uuid.uuid4().hex
        self._count = 0
        self._buttons: tuple[Button, ...] = ()

    def read(self, line: str) -> Local | Said:
        """What the line means now."""
        return read(line, self._buttons)

    def forget_buttons(self) -> None:
        """After the screen was cleared: what nobody sees cannot be pressed."""
        self._buttons = ()

    async def answer(self, said: Said, on_sentence: OnSentence | None = None, on_change: OnChange | None = None) -> Reply:
        """The assistant's reply; of work that goes on the last one, `on_change` is told those before it.

        Raises `AnswerFailed` if the assistant raised; the buttons then stay as they were.
        """
        try:
            reply = await self._app.answer(self._turn(said), on_sentence)
            if reply.live:
                async for now in self._app.live.follow(reply.live):
                    reply = now
                    if on_change is not None and now.live:
                        on_change(now)
        except Exception as error:  # noqa: BLE001 - the edge: one failed answer must not end the chat
            raise AnswerFailed(_logged(error)) from None
        reply = reply.for_asker()
        self._buttons = choices(reply)
        return reply

    def _turn(self, said: Said) -> Turn:
        self._count += 1
        return Turn(
            platform=Platform.TERMINAL,
            workspace=WORKSPACE,
            channel=CHANNEL,
            thread=self._thread,
            person=PERSON,
            text=said.text,
            verb=said.verb,
            action=said.action,
            message_id=f"{self._thread}-{self._count}",
        )


def _logged(error: Exception) -> str:
    """Log where it failed under a new reference. Not the message: it may quote what the person typed."""
    reference = uuid.uuid4().hex[:8]
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-3:]))
    log.error("terminal answer failed: reference=%s type=%s at=%s", reference, type(error).__name__, where)
    return reference

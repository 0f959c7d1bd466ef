"""Signatures of requests. Bolt's own check writes the whole body into the log when one is wrong; this one does not."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable

from slack_bolt.middleware.async_builtins import AsyncRequestVerification
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

_log = logging.getLogger(__name__)
_SECONDS = re.compile(r"[0-9]{1,12}")
"""Of a request's time: the verifier fails over longer ones, and over signatures that are not ASCII."""


class QuietVerification(AsyncRequestVerification):
    """401 for a wrong, missing or old signature; the log says that it happened and nothing else."""

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse:
        """See `AsyncMiddleware`."""
        if req.mode == "socket_mode":  # Slack authenticated itself when we connected
            return await next()
        timestamp, signature = (req.headers.get(name, [""])[0] for name in ("x-slack-request-timestamp", "x-slack-signature"))
        if _SECONDS.fullmatch(timestamp) and signature.isascii() and self.verifier.is_valid(req.raw_body, timestamp, signature):
            return await next()
        _log.warning("wrong_signature")
        return BoltResponse(status=401, body="")

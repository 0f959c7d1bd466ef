"""Forms of our pages as they come in."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import Request

from adapters.web import limits


class Form:
    """Fields of a form that was sent by a page of ours; the last of a name counts, as for the button that was pressed."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


async def read_form(request: Request) -> Form | None:
    """The form; `None` if it is longer than any of ours, has more fields, or does not come to its end."""
    body = bytearray()
    try:
        async with asyncio.timeout(limits.BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limits.BODY_BYTES:
                    return None
    except TimeoutError:
        return None
    try:
        return Form(dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=limits.FIELDS)))
    except ValueError:
        return None

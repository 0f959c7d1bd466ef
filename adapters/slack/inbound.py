"""Text as Slack sends it → text as the person wrote it. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

_MENTION = re.compile(r"<@([UWB][A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#[CG][A-Z0-9]+(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!([^>|]+)(?:\|([^>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^>|]+)(?:\|([^>]*))?>")


def spoken(text: object, bot_user: str = "") -> str:
    """A message's text without our own mention, with links and entities as they were typed."""
    said = text if isinstance(text, str) else ""
    if bot_user:
        said = re.sub(rf"<@{re.escape(bot_user)}(?:\|[^>]*)?>[:,]?", " ", said)
    said = _MENTION.sub("@someone", said)  # who is meant is nobody's business here
    said = _CHANNEL.sub(lambda m: f"#{m[1] or 'channel'}", said)
    said = _SPECIAL.sub(lambda m: m[2] or m[1].partition("^")[0], said)
    said = _LINK.sub(lambda m: m[2] or m[1], said)
    return html.unescape(said).replace("\u00a0", " ").strip()


def fields(value: object) -> Mapping[str, Any]:
    """What should be an object of a delivery; an empty one where it is anything else."""
    return value if isinstance(value, Mapping) else {}


def mentions(text: object) -> frozenset[str]:
    """The ids of everybody mentioned in a message as Slack sends it."""
    return frozenset(_MENTION.findall(text)) if isinstance(text, str) else frozenset()

"""What Discord refuses of a message: components in containers, embeds, contents; as its API documents it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

from adapters.discord import view
from adapters.discord.render import Message, contents

_TOKEN = re.compile(r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|/[\w -]+:\d+|t:)|@(?:everyone|here)\b|(?<!\\)\]\(https?:")


def message_problems(message: Message) -> list[str]:
    """What is wrong with a rendered message in any of its three forms."""
    return asyncio.run(_problems(message))


async def _problems(message: Message) -> list[str]:
    card = view.as_card(message)["view"].to_components()
    found = component_problems(card)
    embed = view.as_embed(message)
    if not 0 < len(embed["embed"].description.strip()) <= 4096:
        found.append("embed description")
    if "view" in embed:
        found += component_problems(embed["view"].to_components())
    found += [f"content of {len(c)}" for c in contents(message) if not c.strip() or len(c) > 2000]
    return found


def component_problems(components: list[dict[str, Any]]) -> list[str]:
    """What is wrong with components as they travel."""
    every = list(walk(components))
    texts = [c["content"] for c in every if c["type"] == 10]
    found = [f"{len(every)} components"] if len(every) > 40 else []
    found += [f"{sum(map(len, texts))} characters"] if sum(map(len, texts)) > 4000 else []
    found += ["empty text" for text in texts if not text.strip()]
    lists = [c for c in every if c["type"] == 3]
    found += ["a list" for c in lists if not 1 <= len(c["options"]) <= 25 or len(c.get("placeholder", "")) > 150]
    found += ["an option" for c in lists for o in c["options"] if not (len(o["label"].strip()) >= 1 and len(o["label"]) <= 100 and 1 <= len(o["value"]) <= 100)]
    found += ["a value twice" for c in lists if len({o["value"] for o in c["options"]}) != len(c["options"])]
    found += ["a row of buttons that is empty or too long" for c in every if c["type"] == 1 and not 1 <= len(c["components"]) <= 5]
    buttons = [c for c in every if c["type"] == 2]
    found += ["label" for b in buttons if not 1 <= len(b["label"].strip()) <= 80 or len(b["label"]) > 80]
    links = [b for b in buttons if b.get("style") == 5]
    found += ["a link" for b in links if "custom_id" in b or not 1 <= len(b.get("url", "")) <= 512 or not b["url"].startswith(("http://", "https://"))]
    identities = [b["custom_id"] for b in (*buttons, *lists) if b not in links]
    found += [f"custom id {i!r}" for i in identities if not 1 <= len(i) <= 100]
    found += ["custom id twice"] if len(set(identities)) != len(identities) else []
    return found


def tokens(text: str) -> list[str]:
    """Everything in a text that Discord would make a mention, an emoji or a link with a face of, outside code."""
    bare = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return [found[0] for found in _TOKEN.finditer(bare)]


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Components with everything nested in them."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        if component.get("accessory"):
            yield component["accessory"]


def labels(components: list[dict[str, Any]]) -> list[str]:
    """The labels of all buttons."""
    return [str(c["label"]) for c in walk(components) if c["type"] == 2]


def said(components: list[dict[str, Any]]) -> str:
    """All text of a card."""
    return "\n".join(str(c["content"]) for c in walk(components) if c["type"] == 10)

"""Targets that lay out a reply: Slack, Discord, terminal, mail, web page, plain text. The platforms' own rules judge what comes out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import discord_cards
import fuzz_inputs as inputs
import slack_blocks
from fuzz_target import Target, pure

for _folder in ("web", "email"):
    sys.path.append(str(Path(__file__).parents[1] / _folder))

from test_email_contract import TestEmail
from test_web_render import TestWeb

from adapters.discord import render as discord_render
from adapters.slack import render as slack_render
from adapters.terminal.render import to_text
from adapters.web.render import card
from bot.turns import Reply

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x9b]")
_PINGS = re.compile(r"<!(?:channel|here|everyone|subteam)|<@[UW][A-Z0-9]+>")


def _slack(reply: Reply) -> None:
    for private in (False, True):
        messages = slack_render.render(reply, private=private)
        problems = [problem for m in messages for problem in slack_blocks.message_problems(list(m.blocks), m.text)]
        assert problems == [], f"Slack refuses it: {problems[:2]}"
        said = "\n".join(f"{m.text}" for m in messages)
        assert not _PINGS.search(said), "somebody is pinged"
        assert all(code in said for code in reply.codes), "a code is missing"
    slack_render.plain(reply)


def _discord(reply: Reply) -> None:
    messages = discord_render.render(reply, private=True)
    problems = [problem for message in messages for problem in discord_cards.message_problems(message)]
    assert problems == [], f"Discord refuses it: {problems[:2]}"
    for message in messages:
        assert discord_cards.tokens(message.text) == [], "somebody is pinged"
    discord_render.plain(reply)


def _terminal(reply: Reply) -> None:
    for width in (40, 100):
        card = to_text(reply, width)
        assert not _CONTROL.search(card), "a control character reaches the terminal"
        card.encode()  # half a surrogate would end the chat


def _plain(reply: Reply) -> None:
    text = reply.text
    assert text.startswith(reply.title if reply.title and reply.title not in reply.verdict else reply.verdict)
    reply.for_asker()


def _web(reply: Reply) -> None:
    assert TestWeb().problems(reply) == [], "a page holds what it must not"
    assert "\r" not in card(reply), "a card cannot travel in a stream"


def _mail(reply: Reply) -> None:
    assert TestEmail().problems(reply) == [], "a mail holds what it must not"


def targets() -> Iterator[Target]:
    """Renderers."""
    yield pure("Slack cards", inputs.reply, _slack)
    yield pure("Discord cards", inputs.reply, _discord)
    yield pure("terminal cards", inputs.reply, _terminal)
    yield pure("plain text of a reply", inputs.reply, _plain)
    yield pure("web cards", inputs.reply, _web)
    yield pure("mails of a reply", inputs.reply, _mail)

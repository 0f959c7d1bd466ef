"""What every adapter owes a reply, in Discord."""

from __future__ import annotations

import re

from adapter_contract import RenderContract
from discord_cards import message_problems

from adapters.discord import ids
from adapters.discord.render import render
from bot.actions import Action
from bot.turns import Reply


class TestDiscord(RenderContract):
    def shown(self, reply: Reply) -> str:
        said = "\n".join(message.text for message in render(reply))
        return re.sub(r"\\([^\w\s])", r"\1", said)  # as a person reads it, without the marks that keep marks from meaning something

    def problems(self, reply: Reply) -> list[str]:
        return [problem for message in render(reply) for problem in message_problems(message)]

    def pressable(self, reply: Reply) -> list[Action]:
        pressed = [ids.read(press.custom_id) for message in render(reply) for row in message.rows for press in row]
        return [one.action for one in pressed if one is not None and one.action is not None]

    def links(self, reply: Reply) -> list[str]:
        return [press.url for message in render(reply) for row in message.rows for press in row if press.url]

    def choosable(self, reply: Reply) -> list[Action]:
        chosen = [ids.read(choice.value) for message in render(reply) if message.menu for choice in message.menu.options]
        return [one.action for one in chosen if one is not None and one.action is not None]

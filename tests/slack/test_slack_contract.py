"""What every adapter owes a reply, in Slack."""

from __future__ import annotations

from adapter_contract import RenderContract
from slack_blocks import message_problems

from adapters.slack.buttons import FOLLOW_UP, MENU
from adapters.slack.render import render
from bot.actions import Action, decode
from bot.turns import Reply


class TestSlack(RenderContract):
    def shown(self, reply: Reply) -> str:
        return "\n".join(message.text for message in render(reply))

    def problems(self, reply: Reply) -> list[str]:
        return [problem for m in render(reply) for problem in message_problems(list(m.blocks), m.text)]

    def pressable(self, reply: Reply) -> list[Action]:
        elements = [e for m in render(reply) for b in m.blocks if b["type"] == "actions" for e in b["elements"]]
        return [decode(e["action_id"]) for e in elements if FOLLOW_UP.fullmatch(e["action_id"])]

    def links(self, reply: Reply) -> list[str]:
        return [e["url"] for m in render(reply) for b in m.blocks if b["type"] == "actions" for e in b["elements"] if "url" in e]

    def choosable(self, reply: Reply) -> list[Action]:
        elements = [e for m in render(reply) for b in m.blocks if b["type"] == "actions" for e in b["elements"]]
        return [decode(o["value"]) for e in elements if e["action_id"] == MENU for o in e["options"]]

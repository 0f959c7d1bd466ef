"""Somebody who uses Slack: types commands, mentions the bot, presses buttons. Payloads have the shape Slack gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_server import Ack, Posted, SlackServer


@dataclass
class SlackPerson:
    """A user of a workspace. Every action gives what the app said to it, `says` also the message's ts."""

    slack: SlackServer
    user: str
    team: str = "T1"

    async def slash(self, line: str, channel: str = "C1") -> Ack:
        """Type a slash command."""
        command, _, text = line.partition(" ")
        body = {
            "token": "t", "team_id": self.team, "team_domain": "clinic", "channel_id": channel, "channel_name": "coding", "user_id": self.user,
            "user_name": "ann", "command": command, "text": text, "api_app_id": "A1", "is_enterprise_install": "false",
            "response_url": self.slack.response_url(self.team, channel, self.user), "trigger_id": self.slack.trigger(),
        }  # fmt: skip
        return await self.slack.deliver("slash_commands", body)

    async def says(self, text: str, channel: str = "C1", thread: str = "") -> str:
        """Write a message; the bot gets the events that Slack sends of it: for a mention two of them."""
        ts = self.slack.new_ts()
        self.slack.messages.append(Posted(self.team, channel, ts, text, thread_ts=thread, by=self.user))
        direct = channel.startswith("D")
        event = {
            "type": "message", "user": self.user, "text": text, "ts": ts, "event_ts": ts, "channel": channel, "team": self.team,
            "channel_type": "im" if direct else "channel", **({"thread_ts": thread} if thread else {}),
        }  # fmt: skip
        if f"<@{self.slack.teams[self.team].bot_user}>" in text and not direct:
            await self.slack.event({**event, "type": "app_mention"}, self.team)
        await self.slack.event(event, self.team)
        return ts

    async def sends(self, name: str, content: bytes, text: str = "", size: int | None = None) -> str:
        """Send a file in a direct message."""
        self.slack.files[name] = content
        ts, channel = self.slack.new_ts(), f"D{self.user}"
        file = {
            "id": self.slack.new_id("F"), "name": name, "size": len(content) if size is None else size, "mode": "hosted", "is_external": False,
            "url_private": f"{self.slack.url}/files/{name}", "url_private_download": f"{self.slack.url}/files/{name}",
        }  # fmt: skip
        event = {
            "type": "message", "subtype": "file_share", "user": self.user, "text": text, "ts": ts, "event_ts": ts, "channel": channel, "team": self.team,
            "channel_type": "im", "files": [file],
        }  # fmt: skip
        await self.slack.event(event, self.team)
        return ts

    async def mentions(self, text: str, channel: str = "C1", thread: str = "") -> str:
        """Write a message that begins with the bot's name."""
        return await self.says(f"<@{self.slack.teams[self.team].bot_user}> {text}", channel, thread)

    async def presses(self, message: Posted, label: str) -> Ack:
        """Press a button of a message."""
        return await self.slack.deliver("interactive", self.press(message, message.button(label)))

    async def chooses(self, message: Posted, beginning: str) -> Ack:
        """Choose from the list of a message what begins so."""
        lists = (e for b in message.blocks for e in b.get("elements", []) if e.get("type") == "static_select")
        element = next(lists)
        option = next(o for o in element["options"] if o["text"]["text"].startswith(beginning))
        chosen = {"type": "static_select", "action_id": element["action_id"], "selected_option": option, "placeholder": element["placeholder"]}
        return await self.slack.deliver("interactive", self.press(message, chosen))

    def press(self, message: Posted, element: dict[str, Any]) -> dict[str, Any]:
        """The payload of a press."""
        container = {"type": "message", "message_ts": message.ts, "channel_id": message.channel, "is_ephemeral": bool(message.only_for)}
        container |= {"thread_ts": message.thread_ts} if message.thread_ts else {}
        body: dict[str, Any] = {
            "type": "block_actions", "team": {"id": self.team, "domain": "clinic"}, "user": {"id": self.user, "team_id": self.team}, "api_app_id": "A1",
            "container": container, "channel": {"id": message.channel, "name": "coding"}, "trigger_id": self.slack.trigger(), "enterprise": None,
            "response_url": self.slack.response_url(self.team, message.channel, self.user, message, message.thread_ts),
            "actions": [{**element, "block_id": "b1", "action_ts": message.ts}],
        }  # fmt: skip
        if not message.only_for:  # Slack sends no copy of an ephemeral message
            body["message"] = {
                "ts": message.ts,
                "text": message.text,
                "blocks": message.blocks,
                "thread_ts": message.thread_ts or message.ts,
            }
        return body

    async def shortcut(self, callback_id: str, message: Posted | None = None) -> Ack:
        """Use a global shortcut, or one on a message."""
        body: dict[str, Any] = {
            "type": "message_action" if message else "shortcut", "callback_id": callback_id, "trigger_id": self.slack.trigger(),
            "team": {"id": self.team}, "user": {"id": self.user, "team_id": self.team},
        }  # fmt: skip
        if message:
            body |= {
                "channel": {"id": message.channel}, "message": {"type": "message", "ts": message.ts, "text": message.text, "user": message.by},
                "response_url": self.slack.response_url(self.team, message.channel, self.user), "message_ts": message.ts,
            }  # fmt: skip
        return await self.slack.deliver("interactive", body)

    async def submits(self, view: dict[str, Any], values: dict[str, str]) -> Ack:
        """Fill in a modal and send it."""
        state: dict[str, Any] = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                kind = block["element"]["type"]
                entry: dict[str, Any] = {"type": kind, ("selected_date" if kind == "datepicker" else "value"): values.get(block["block_id"])}
                if kind == "static_select":
                    chosen = values.get(block["block_id"])
                    options = block["element"]["options"]
                    first = block["element"].get("initial_option")
                    entry = {"type": kind, "selected_option": next((o for o in options if o["value"] == chosen), first)}
                state[block["block_id"]] = {block["element"]["action_id"]: entry}
        body = {
            "type": "view_submission", "team": {"id": self.team}, "user": {"id": self.user}, "trigger_id": self.slack.trigger(),
            "view": {
                "id": self.slack.new_id("V"), "callback_id": view["callback_id"], "state": {"values": state}, "type": "modal",
                "private_metadata": view.get("private_metadata", ""),
            },
        }  # fmt: skip
        return await self.slack.deliver("interactive", body)

    async def opens(self, tab: str) -> Ack:
        """Open the app: its `home` or its `messages` tab."""
        event = {"type": "app_home_opened", "user": self.user, "channel": f"D{self.user}", "tab": tab, "event_ts": self.slack.new_ts()}
        return await self.slack.event(event, self.team)

    async def stops(self, channel: str, thread: str) -> Ack:
        """Press Slack's own stop button."""
        event = {
            "type": "agent_session_stopped",
            "channel": channel,
            "thread_ts": thread,
            "streaming_message_ts": [],
            "user": self.user,
            "event_ts": "1",
        }
        return await self.slack.event(event, self.team)

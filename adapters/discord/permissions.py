"""What Coderly has to be allowed in a server, each with its reason; what is missing in a channel; the invite link."""

from __future__ import annotations

import discord

NEEDED: dict[str, str] = {
    "view_channel": "to see where it was asked",
    "send_messages": "to answer",
    "send_messages_in_threads": "to answer in threads; Send Messages has no effect there",
    "create_public_threads": "to open a thread for a question in a channel",
    "read_message_history": "to answer as a reply, and to find mentions that came while it was away",
    "embed_links": "to send cards where containers are refused",
}
"""Permission → what it is for."""


def wanted() -> discord.Permissions:
    """Everything in `NEEDED`."""
    return discord.Permissions(**dict.fromkeys(NEEDED, True))


def invite(application: int) -> str:
    """The address under which a server's manager adds Coderly with exactly these permissions."""
    return discord.utils.oauth_url(application, permissions=wanted(), scopes=("bot", "applications.commands"))


def lacking(granted: discord.Permissions) -> tuple[str, ...]:
    """What of `NEEDED` is not granted, as Discord's settings call it."""
    return tuple(name.replace("_", " ").title() for name in NEEDED if not getattr(granted, name))


def why_direct(client: discord.Client, guild: int, channel: int) -> str:
    """A line for somebody who gets by direct message what belongs into a channel."""
    server = client.get_guild(guild)
    place = server.get_channel_or_thread(channel) if server is not None else None
    missing = lacking(place.permissions_for(server.me)) if server is not None and place is not None else ()
    if missing:
        return f"I may not answer in <#{channel}>: {', '.join(missing)} is missing there. A server admin can allow it. Your answer:"
    return f"I could not answer in <#{channel}>. Your answer:"

"""What is wrong with the Discord set-up and how to mend it: token, intents, commands, servers and permissions, the invite link."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import discord

from adapters.discord import calls, permissions
from adapters.messaging.checked import Checked
from bot.settings import DiscordSettings

_APP = "https://discord.com/developers/applications"


async def examine(settings: DiscordSettings) -> AsyncIterator[Checked]:
    """Everything that can be seen from outside, in the order in which to mend it."""
    token = settings.token.get_secret_value()
    if not token:
        yield Checked(False, "no bot token", f"{_APP} > your app > Bot > Reset Token, into CODERLY_DISCORD__TOKEN")
        return
    if token.count(".") != 2:
        yield Checked(
            False, "the token has not the shape of a bot token", "it has three parts with dots between; the client secret is another thing"
        )
        return
    async with discord.Client(intents=discord.Intents.none()) as client:
        problem = await _login(client, token)
        if problem is not None:
            yield problem
            return
        yield Checked(True, f"token works: {client.user}")
        async for checked in _application(client, settings):
            yield checked
        async for checked in _servers(client):
            yield checked


async def _login(client: discord.Client, token: str) -> Checked | None:
    try:
        await client.login(token)
    except discord.LoginFailure:
        return Checked(False, "Discord refuses the token", "reset it under Bot and copy the new one")
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        return Checked(False, f"Discord cannot be reached: {type(error).__name__}", "look at the network and a proxy")
    return None


async def _application(client: discord.Client, settings: DiscordSettings) -> AsyncIterator[Checked]:
    code, app = await calls.call(client.application_info())
    if app is None:
        yield Checked(False, f"the app's own page cannot be read ({code})", "try again in a minute")
        return
    granted = app.flags.gateway_message_content or app.flags.gateway_message_content_limited
    if settings.follow_ups:
        yield Checked(
            granted, "Message Content intent, for follow-ups without a mention", "switch it on under Bot > Privileged Gateway Intents"
        )
    elif granted:
        yield Checked(
            True, "the Message Content intent is on", "Coderly does not need it unless CODERLY_DISCORD__FOLLOW_UPS is; switch it off"
        )
    yield Checked(
        not app.interactions_endpoint_url,
        "commands come over the connection",
        "empty Interactions Endpoint URL under General Information: with an address there, commands go to it instead",
    )
    privacy = bool(app.privacy_policy_url)
    yield Checked(
        True,
        "privacy policy" if privacy else "no privacy policy address",
        "" if privacy else "Discord asks verified apps for one, under General Information",
    )
    code, commands = await calls.call(discord.app_commands.CommandTree(client).fetch_commands())
    names = sorted(command.name for command in commands or ())
    yield Checked(
        bool(names),
        f"commands: {', '.join(names)}" if names else "Discord knows no commands of this app yet",
        "start coderly run discord once; it tells Discord of them",
    )
    yield Checked(True, "invite", permissions.invite(app.id))


async def _servers(client: discord.Client) -> AsyncIterator[Checked]:
    code, servers = await calls.call(client.http.get_guilds(200, with_counts=False))  # `Guild` drops what is granted there
    if servers is None:
        yield Checked(False, f"the servers cannot be listed ({code})", "try again in a minute")
        return
    for server in servers:
        missing = permissions.lacking(discord.Permissions(int(server.get("permissions") or 0)))
        yield Checked(
            not missing,
            f"server {server['id']}: {'all permissions' if not missing else 'missing ' + ', '.join(missing)}",
            "allow them for Coderly's role in the server's settings, or invite it again with the link above",
        )
    if not servers:
        yield Checked(False, "Coderly is in no server", "open the invite link above and choose yours")

"""A reply's file, into the direct messages of the person whose it is: where the optional scope `files:write` lets us."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import calls
from adapters.slack.job import Place
from adapters.slack.pack import Message
from bot.turns import File, Notice

IN_DIRECT = "It came as a file, in your direct messages with me."
_SECONDS = 60
_NOT_GRANTED = (
    "It would come as a file if an admin of this workspace allowed the optional scope files:write (OAuth & Permissions, then install again)."
)
_NOT_TAKEN = "Slack took no file just now, so here is its text."


def why_text(code: str) -> Notice:
    """What is said beside the text of a file that could not be sent."""
    return Notice(_NOT_GRANTED if code in ("missing_scope", "not_allowed_token_type", "no_permission") else _NOT_TAKEN)


async def hand_in(client: AsyncWebClient, file: File) -> tuple[str, str]:
    """Give Slack the bytes; nobody sees them until they are put into a conversation. Slack's error code, or the empty string and the file's id."""
    content = file.text.encode()
    code, data = await calls.call(client.files_getUploadURLExternal(filename=file.name, length=len(content)))
    if code:
        return code, ""
    url = str(data.get("upload_url") or "")
    if not ours(url, client.base_url):
        return "foreign_address", ""
    own = aiohttp.ClientSession() if client.session is None else None
    try:
        session = client.session or own
        assert session is not None  # noqa: S101 - one of the two
        async with session.post(url, data=content, timeout=aiohttp.ClientTimeout(total=_SECONDS), allow_redirects=False) as response:
            return ("" if response.status == 200 else calls.SERVER), str(data.get("file_id") or "")
    except (TimeoutError, aiohttp.ClientError):
        return calls.UNREACHABLE, ""
    finally:
        if own is not None:
            await own.close()


async def put(client: AsyncWebClient, place: Place, messages: Sequence[Message], identity: str, file: File) -> str:
    """The card, then the file under it, both in the person's direct messages. Slack's error code, or the empty string."""
    channel = place.channel if place.direct else place.user
    thread = place.thread_ts if place.direct else ""
    stand: list[str] = []
    for message in messages:
        code, posted = await calls.call(
            client.chat_postMessage(channel=channel, thread_ts=thread or None, text=message.text, blocks=list(message.blocks) or None, unfurl_links=False)
        )
        if code:
            return code
        channel = str(posted.get("channel") or channel)  # a file goes to a conversation, not to a member
        stand.append(str(posted.get("ts") or ""))
    code, _ = await calls.call(
        client.files_completeUploadExternal(files=[{"id": identity, "title": file.name}], channel_id=channel, thread_ts=thread or None)
    )
    for ts in stand if code else ():  # a card that names a file which is not there
        await calls.call(client.chat_delete(channel=channel, ts=ts))
    return code


def ours(url: str, api_url: str) -> bool:
    """Whether our token, or what is somebody's, may go to this address: Slack's own, or the Slack that the settings name."""
    address, api = urlsplit(url), urlsplit(api_url)
    own = address.scheme == "https" and (address.hostname or "").endswith((".slack.com", ".slack-edge.com", ".slack-files.com"))
    return own or (address.scheme, address.netloc) == (api.scheme, api.netloc)

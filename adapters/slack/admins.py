"""Who is an admin, by the settings, the store or Slack's own word; and turns about the knowledge base or with a file, prepared with that."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import calls
from adapters.slack.files import ours
from adapters.slack.job import File, Job
from bot.app import App
from bot.turns import Attachment, Turn

_KB = re.compile(r"/?kb\b", re.IGNORECASE)
NOTES = "case"
"""The verb that takes a file of anybody: a note, which is read and thrown away."""
_NOTES = (".txt", ".text", ".md", ".pdf", ".docx", ".html", ".htm")
_KNOWN_SECONDS = 300.0
"""How long Slack's word about somebody holds."""
_BLOCK = 1 << 18
_ASKED = frozenset(("missing_scope", "no_permission", "not_allowed_token_type"))


class NotTaken(Exception):
    """A file that could not be had; says why and what to do."""


class Admins:
    """Asks Slack who administers a workspace, where the optional scope `users:read` lets us, and only for turns about the knowledge base and the home tab."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._known: dict[str, tuple[float, bool]] = {}
        self._home = ""

    async def prepared(self, client: AsyncWebClient, job: Job) -> Turn:
        """The job's turn; one about the knowledge base or with a file says who stands behind it."""
        turn = job.turn
        about_kb = turn.verb == "kb" or (turn.action is not None and turn.action.verb == "kb") or bool(_KB.match(turn.text))
        if not (about_kb or job.files):
            return turn
        routed = self._app.router.route(turn, turn.text)
        if job.files and turn.action is None and routed.skill.name == NOTES:
            return replace(turn, verb=NOTES, text=routed.text)
        known = await self._app.is_admin(turn.person_key)
        turn = replace(turn, vouched_for=not known and await self._administers(client, turn.workspace, turn.person))
        if job.files and (known or turn.vouched_for):
            turn = replace(turn, verb="kb", action=None, text=f"offer {turn.text}".strip())
        elif job.files and not turn.text:  # of somebody who adds no files to the knowledge base a text is a note
            note = job.files[0].name.lower().endswith(_NOTES)
            turn = replace(turn, verb=NOTES, action=None) if note else replace(turn, verb="kb", action=None, text="offer")
        return turn

    async def may(self, turn: Turn) -> bool:
        """Whether the person of a prepared turn may change the knowledge base."""
        return turn.vouched_for or await self._app.is_admin(turn.person_key)

    async def is_admin(self, client: AsyncWebClient, team: str, user: str) -> bool:
        """Whether somebody is an admin: named in the settings, by her role, or because Slack vouches for her."""
        return await self._app.is_admin(f"slack:{team}:{user}") or await self._administers(client, team, user)

    async def _may_vouch(self, client: AsyncWebClient, team: str) -> bool:
        """Whether admins of a workspace count: all workspaces share one knowledge base, so those of most are strangers to it."""
        settings = self._app.settings.slack
        if settings.admin_workspaces or not settings.bot_token.get_secret_value():
            return team in settings.admin_workspaces
        if not self._home:
            _, data = await calls.call(client.auth_test())
            self._home = str(data.get("team_id") or "")
        return team == self._home  # a channel shared with another organisation brings its people along

    async def _administers(self, client: AsyncWebClient, team: str, person: str) -> bool:
        if not await self._may_vouch(client, team):
            return False
        key = f"{team}:{person}"
        known = self._known.get(key)
        if known is not None and time.monotonic() - known[0] < _KNOWN_SECONDS:
            return known[1]
        code, data = await calls.call(client.users_info(user=person))
        if code and code not in _ASKED:
            return False  # Slack is busy: asked again next time
        user = data.get("user") if isinstance(data.get("user"), dict) else {}
        vouched = not code and bool(user and (user.get("is_admin") or user.get("is_owner")) and user.get("team_id", team) == team)
        self._known = {key: value for key, value in self._known.items() if time.monotonic() - value[0] < _KNOWN_SECONDS}
        self._known[key] = (time.monotonic(), vouched)
        return vouched


async def taken(client: AsyncWebClient, files: tuple[File, ...], folder: Path, most: int) -> tuple[Attachment, ...]:
    """Download the first file into a folder. Raises `NotTaken`."""
    file = files[0]
    if file.size > most:
        raise NotTaken(f"{file.name} has {file.size // 1_000_000:,} MB; up to {most // 1_000_000:,} MB are taken. Drop it into the folder of files.")
    if not ours(file.url, client.base_url):
        raise NotTaken(f"{file.name} does not lie in Slack. Upload the file itself.")
    target = folder / "file"
    own = aiohttp.ClientSession() if client.session is None else None
    try:
        session = client.session or own
        assert session is not None  # noqa: S101 - one of the two
        timeout = aiohttp.ClientTimeout(total=None, sock_read=60)
        headers = {"Authorization": f"Bearer {client.token}"}
        async with session.get(file.url, headers=headers, timeout=timeout, allow_redirects=False) as response:
            if response.status != 200 or (response.content_type == "text/html" and not file.name.lower().endswith((".html", ".htm"))):
                raise NotTaken(
                    f"Slack does not hand out {file.name}: an admin of this workspace has to allow the optional scope files:read "
                    "(OAuth & Permissions, then install again). Or drop the file into the folder of files."
                )
            size = 0
            with target.open("wb") as out:
                async for block in response.content.iter_chunked(_BLOCK):
                    size += len(block)
                    if size > most:
                        raise NotTaken(f"{file.name} is larger than {most // 1_000_000:,} MB. Drop it into the folder of files.")
                    out.write(block)
            if file.size and size != file.size:
                raise NotTaken(f"{file.name} came only in part ({size:,} of {file.size:,} bytes). Send it again.")
    except (TimeoutError, aiohttp.ClientError) as error:
        raise NotTaken(f"{file.name} could not be downloaded from Slack ({type(error).__name__}). Send it again.") from error
    except OSError as error:
        raise NotTaken(f"{file.name} could not be kept ({error.strerror}). Free some space on the server, then send it again.") from error
    finally:
        if own is not None:
            await own.close()
    return (Attachment(file.name, target),)

"""Where Coderly is installed: one workspace by its bot token, or many by OAuth with sealed tokens in the store."""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from bot.store import Store

CACHED_SECONDS = 60.0
"""How long a token is used without looking into the store; another process may have renewed or removed it."""
ROTATE_BEFORE = 120
"""Minutes before its end at which a token is renewed: Slack gives it twelve hours."""
STATE_SECONDS = 600
"""How long somebody may take to agree to an installation."""

_log = logging.getLogger(__name__)


def key_of(team: str | None, enterprise: str | None, org_wide: bool | None = False) -> str:
    """The store's key of an installation; one for a whole organisation is kept under the organisation."""
    return f"slack:{enterprise}" if org_wide or not team else f"slack:{team}"


class OneWorkspace:
    """The single-workspace mode: the client carries the token of the settings."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def client(self, team: str, enterprise: str) -> AsyncWebClient | None:
        """See `edge.Workspaces`."""
        return self._client

    async def forget(self, team: str, enterprise: str) -> None:
        """The token is the operator's; there is nothing of ours to delete."""
        _log.error("token_revoked", extra={"team": team})


class States(AsyncOAuthStateStore):
    """OAuth states: sealed, valid for ten minutes, each used once, whichever process gets the answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A new state."""
        return self._store.sealer.seal({"oauth": secrets.token_hex(16)})

    async def async_consume(self, state: str) -> bool:
        """Whether the state is ours, fresh, and not used before."""
        opened = self._store.sealer.unseal(state or "", STATE_SECONDS)
        return opened is not None and "oauth" in opened and await self._store.claims.claim(f"slack:oauth:{opened['oauth']}")


class Installed(AsyncInstallationStore):
    """Bolt's installation store over ours. Only bot tokens: Coderly asks for no user scopes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.cache: dict[str, tuple[float, Installation]] = {}

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation, sealed, in place of an earlier one of the same workspace."""
        record = {name: getattr(installation, name) for name in _NAMES if not name.startswith(("user_token", "user_refresh"))}
        key = key_of(installation.team_id, installation.enterprise_id, installation.is_enterprise_install)
        await self._store.installations.save(key, record)
        self.cache.pop(key, None)

    async def async_find_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None, is_enterprise_install: bool | None = False
    ) -> Installation | None:
        """The installation that answers for a workspace: its own, else its organisation's."""
        for key in dict.fromkeys((key_of(team_id, enterprise_id, is_enterprise_install), key_of(None, enterprise_id or "-", True))):
            cached = self.cache.get(key)
            if cached is not None and time.monotonic() - cached[0] < CACHED_SECONDS:
                return cached[1]
            record = await self._store.installations.find(key)
            if record is not None:
                found = Installation(**_known(record))
                self.cache[key] = (time.monotonic(), found)
                return found
        return None

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot of an installation."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return found.to_bot() if found else None

    async def async_delete_installation(self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None) -> None:
        """A person took her own token away: there is none of hers."""

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """The bot's token was taken away: delete it."""
        for key in {key_of(team_id, enterprise_id)} | ({key_of(None, enterprise_id, True)} if enterprise_id and not team_id else set()):
            self.cache.pop(key, None)
            if await self._store.installations.remove(key):
                _log.warning("uninstalled", extra={"workspace": key})

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """The app was uninstalled."""
        await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)


@dataclass(slots=True)
class ManyWorkspaces(AsyncAuthorize):
    """Installations by OAuth. Tokens that end soon are renewed by whoever holds the lease of that workspace."""

    installed: Installed
    store: Store
    base: AsyncWebClient
    rotator: AsyncTokenRotator
    token_rotation_expiration_minutes: int = ROTATE_BEFORE

    async def __call__(
        self, *, context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_actor: Any
    ) -> AuthorizeResult | None:
        """Bolt's question: who are we in this workspace? `None`: Coderly is not installed there."""
        found = await self._current(team_id, enterprise_id)
        if found is None or not found.bot_token:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_id=found.bot_id,
            bot_user_id=found.bot_user_id,
            bot_token=found.bot_token,
            bot_scopes=found.bot_scopes,
        )

    async def client(self, team: str, enterprise: str) -> AsyncWebClient | None:
        """See `edge.Workspaces`."""
        found = await self._current(team, enterprise or None)
        if found is None or not found.bot_token:
            return None
        base = self.base
        return AsyncWebClient(
            found.bot_token,
            base_url=base.base_url,
            timeout=base.timeout,
            session=base.session,
            retry_handlers=list(base.retry_handlers),
            logger=base.logger,
        )

    async def forget(self, team: str, enterprise: str) -> None:
        """See `edge.Workspaces`."""
        await self.installed.async_delete_bot(enterprise_id=enterprise or None, team_id=team)

    async def _current(self, team: str | None, enterprise: str | None) -> Installation | None:
        found = await self.installed.async_find_installation(enterprise_id=enterprise, team_id=team)
        ends = found.bot_token_expires_at if found else None
        if found is None or ends is None or ends > time.time() + self.token_rotation_expiration_minutes * 60:
            return found
        return await self._renewed(found, ends)

    async def _renewed(self, found: Installation, ends: float) -> Installation | None:
        """The installation with a new token; the old one while another process renews it and it still works."""
        key = key_of(found.team_id, found.enterprise_id, found.is_enterprise_install)
        if await self.store.installations.lease(key, timedelta(seconds=30)):
            self.installed.cache.pop(key, None)  # what we read may have been renewed before we got the lease
            found = await self.installed.async_find_installation(enterprise_id=found.enterprise_id, team_id=found.team_id) or found
            try:
                fresh = await self.rotator.perform_token_rotation(
                    installation=found, minutes_before_expiration=self.token_rotation_expiration_minutes
                )
            except SlackTokenRotationError as error:
                _log.error("rotation_failed", extra={"workspace": key, "error": str(error.api_error.response.get("error", ""))})
                fresh = None
            if fresh is not None:
                await self.installed.async_save(fresh)
                return fresh
            ends = found.bot_token_expires_at or ends
        self.installed.cache.pop(key, None)
        return (
            found
            if ends > time.time()
            else await self.installed.async_find_installation(enterprise_id=found.enterprise_id, team_id=found.team_id)
        )


def _known(record: dict[str, Any]) -> dict[str, Any]:
    """The part of a record that `Installation` takes, whatever version wrote it."""
    return {name: value for name, value in record.items() if name in _NAMES}


_NAMES = frozenset(Installation.__init__.__annotations__) & frozenset(Installation.__annotations__)
"""Fields of an installation that its constructor takes and gives back as they were: no datetimes."""

"""Who may change the knowledge base."""

from __future__ import annotations

from bot.settings import Settings
from bot.store import Role


def is_admin(settings: Settings, person_key: str, role: Role) -> bool:
    """Whoever `CODERLY_ADMINS` names, as long as it does, and whoever has the admin role in the store."""
    return person_key in settings.admins or role is Role.ADMIN

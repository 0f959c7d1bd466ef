"""Whether a person may see licensed CPT wording. The one place that decides it; nothing shows a descriptor without asking here."""

from __future__ import annotations

from bot.settings import CptMode, CptSettings

EVERYBODY = "*"


def may_see_descriptors(settings: CptSettings, person_key: str) -> bool:
    """True for a holder of a seat while the mode is licensed."""
    return settings.mode is CptMode.LICENSED and (EVERYBODY in settings.seats or person_key in settings.seats)

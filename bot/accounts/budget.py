"""What a model may cost for one person on one day."""

from __future__ import annotations

from bot.settings import Settings
from bot.store import Store
from bot.turns import Notice

USED_UP = Notice("What the language model may cost for you today is used up: until midnight UTC answers come without it.", "warning")


async def used_up(settings: Settings, store: Store, person_id: int) -> bool:
    """Whether a person has reached the cap. Answers under way when it is reached are finished."""
    cap = settings.model.daily_dollars
    return bool(settings.llm) and cap > 0 and await store.model_use.spent_today(person_id) >= cap

"""`coderly people role`: who may save team answers and decide on them."""

from __future__ import annotations

import asyncio
import sys

from adapters.commands.session import settings_with_logs
from bot.secret import secret_key
from bot.store import Role, Store


def give_role(person_key: str, role: str) -> int:
    """Give a person a role, also before they came by. 0 done, 2 wrong use."""
    if role not in tuple(Role):
        print(f"{role} is no role; there are: {', '.join(Role)}.", file=sys.stderr)
        return 2
    if person_key.count(":") < 2:
        print("Name the person as platform:workspace:person, e.g. slack:T012ABC:U345DEF.", file=sys.stderr)
        return 2
    asyncio.run(_give(person_key, Role(role)))
    print(f"{person_key} is {role} now.")
    return 0


async def _give(person_key: str, role: Role) -> None:
    settings = settings_with_logs()
    async with await Store.open(settings.store_url, secret_key(settings)) as store:
        await store.people.set_role(person_key, role)
        await store.audit.append("", "role_given", await store.people.pseudonym(person_key), {"role": role.value})

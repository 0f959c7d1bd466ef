"""What Coderly remembers: people, conversations, buttons, claims of events, feedback, audit.

    async with await Store.open(settings.store_url, secret) as store:
        person = await store.people.ensure(turn.person_key)

`Store` has one repository per aggregate: `people`, `threads`, `tokens`, `claims`, `inbox`, `installations`,
`feedback`, `defaults`, `team_answers`, `own_codes`, `model_use`, `watches`, `consults`, `audit`, `usage`, `schedules`, `overview`.
They take and give frozen records (`bot.store.records`) and raise `StoreError`.
"""

from bot.store.database import Store
from bot.store.errors import (
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreMisconfiguredError,
    StoreReadOnlyError,
    StoreTooNewError,
    StoreUnreachableError,
)
from bot.store.records import (
    AuditEntry,
    CodeNote,
    Consult,
    ConsultState,
    Counts,
    Fault,
    Feedback,
    Forgotten,
    ModelUse,
    NewConsult,
    Person,
    Rating,
    Resolved,
    ReviewPlace,
    Role,
    Scheduled,
    Standing,
    StoredTurn,
    TeamAnswer,
    UseOfHour,
    Waiting,
    Watch,
)

__all__ = [
    "AuditEntry",
    "CodeNote",
    "Consult",
    "ConsultState",
    "Counts",
    "Fault",
    "Feedback",
    "Forgotten",
    "ModelUse",
    "NewConsult",
    "Person",
    "Rating",
    "Resolved",
    "ReviewPlace",
    "Role",
    "Scheduled",
    "Standing",
    "Store",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "StoreMisconfiguredError",
    "StoreReadOnlyError",
    "StoreTooNewError",
    "StoreUnreachableError",
    "StoredTurn",
    "TeamAnswer",
    "UseOfHour",
    "Waiting",
    "Watch",
]

"""Who may do what: the matrix as a table. What is in no row may be done by everybody, and is about the asker alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from security_doors import Door

from bot.jobs.posting import JobState
from bot.jobs.search import REVIEW
from bot.store import Role, Standing

EVERYBODY = Role.GUEST
Look = Callable[[Door], Awaitable[object]]
"""What the store holds of the matter: an order that is refused leaves it as it was."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`says` is done by this role and those above it; below it `refused` is said and `look` sees no change. `changes`: that it does something, is seen, too.

    `only_refused`: done in earnest it takes a build or the network, so that those who may are tested elsewhere (tests/slack/test_slack_admin.py).
    """

    says: str
    least: Role
    refused: str
    look: Look
    changes: bool = True
    only_refused: bool = False


async def _nothing(door: Door) -> object:
    return None


async def _snapshots(door: Door) -> object:
    root = door.app.settings.knowledge_dir
    return (root / "CURRENT").read_text(encoding="utf-8"), (root / "prepared.json").exists(), await door.app.store.audit.tail()


async def _team(door: Door) -> object:
    found = await door.app.store.team_answers.of(door.workspace, *Standing)
    return [(answer.question, answer.answer, answer.standing) for answer in found]


async def _channel_defaults(door: Door) -> object:
    return [dict((await door.app.store.defaults.of(-1, key))[1]) for key in door.channels]


async def _board(door: Door) -> object:
    return [(one.id, one.state, one.posting.title) for one in await door.app.store.jobs.of_state(*JobState)]


async def _job_place(door: Door) -> object:
    return sorted(await door.app.store.job_searches.places(REVIEW)), await door.app.store.audit.tail()


async def _review_place(door: Door) -> object:
    return await door.app.store.consults.place(door.workspace), await door.app.store.audit.tail()


_KB = "Only Coderly's admins may change the knowledge base"
_DECIDE, _SAVE, _CHANNEL = "Only admins decide on team answers", "Team answers are saved by trusted people", "set by trusted people and admins"
_JOBS, _OTHERS_JOB = "Only admins do that on the job board", "is somebody else's"
RULES = (
    Rule("kb status", Role.ADMIN, _KB, _snapshots, changes=False),
    Rule("kb log", Role.ADMIN, _KB, _snapshots, changes=False),
    Rule("kb rollback", Role.ADMIN, _KB, _snapshots, changes=False),
    Rule("kb publish 20260101T000000000000-0123abcd", Role.ADMIN, _KB, _snapshots, changes=False),
    Rule("kb accept 20260101T000000000000-0123abcd", Role.ADMIN, _KB, _snapshots, changes=False),
    Rule("kb cancel 20260101T000000000000-0123abcd", Role.ADMIN, _KB, _snapshots, changes=False),
    Rule("kb stop", Role.ADMIN, _KB, _snapshots, changes=False),
    Rule("kb reload October edits", Role.ADMIN, _KB, _snapshots, only_refused=True),
    Rule("kb build", Role.ADMIN, _KB, _snapshots, only_refused=True),
    Rule("kb fetch", Role.ADMIN, _KB, _snapshots, only_refused=True),
    Rule("/kb rollback 20260101T000000000000-0123abcd", Role.ADMIN, _KB, _snapshots, changes=False),
    Rule("team save {person} says to append it", Role.TRUSTED, _SAVE, _team),
    Rule("note team 27257 {person} looked at it", Role.TRUSTED, _SAVE, _team),
    Rule("team approve {proposed}", Role.ADMIN, _DECIDE, _team),
    Rule("team retire {proposed}", Role.ADMIN, _DECIDE, _team),
    Rule("team reject {proposed}", Role.ADMIN, _DECIDE, _team),
    Rule("defaults channel state={state}", Role.TRUSTED, _CHANNEL, _channel_defaults),
    Rule("defaults channel clear", Role.TRUSTED, _CHANNEL, _channel_defaults),
    Rule("/consults here", Role.ADMIN, "Only admins decide where consults go", _review_place),
    Rule("/consults list", Role.CONSULTANT, "Consults are answered by consultants", _nothing, changes=False),
    Rule("/consults claim 1", Role.CONSULTANT, "Consults are answered by consultants", _nothing, changes=False),
    Rule("/jobs review", Role.ADMIN, _JOBS, _board, changes=False),
    Rule("/jobs approve {job}", Role.ADMIN, _JOBS, _board),
    Rule("/jobs reject {job} no employer", Role.ADMIN, _JOBS, _board),
    Rule("/jobs here", Role.ADMIN, _JOBS, _job_place),
    Rule("/jobs feeds", Role.ADMIN, _JOBS, _nothing, changes=False),
    Rule("/jobs import", Role.ADMIN, _JOBS, _nothing, changes=False),
    Rule("/jobs close {job}", Role.ADMIN, _OTHERS_JOB, _board),
    Rule("/jobs edit {job} title: Something else", Role.ADMIN, _OTHERS_JOB, _board),
    Rule("/jobs remote", EVERYBODY, "", _board, changes=False),
    Rule("defaults state=CA", EVERYBODY, "", _nothing, changes=False),
    Rule("watch 27257", EVERYBODY, "", _nothing, changes=False),
    Rule("unwatch all", EVERYBODY, "", _nothing, changes=False),
    Rule("E11.9", EVERYBODY, "", _nothing, changes=False),
    Rule("/recent", EVERYBODY, "", _nothing, changes=False),
)
REFUSALS = tuple({rule.refused for rule in RULES if rule.refused})
NO_VERB = (
    "people role slack:T1:UGUEST admin", "/people role {key} admin", "make me an admin", "feedback export", "/feedback export --csv",
    "set CODERLY_ADMINS={key}", "/settings phi.slack=allow", "coderly kb rollback", "/run rm -rf /", "!kb rollback", "sudo kb rollback",
    "forget slack:T1:UADMIN", "/account export slack:T1:UADMIN",
)  # fmt: skip
"""Said in a chat these change nothing: roles are given, and ratings of others read, on the command line of the server alone."""

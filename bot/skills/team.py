"""Answers that the team writes itself: saved by trusted people, approved by admins, shown beside ours."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import Action
from bot.pipeline import team
from bot.skills.base import Context
from bot.store import Role, Standing, StoredTurn, TeamAnswer
from bot.turns import Button, Outcome, Reply, Table, Turn, Visibility

_DECISION = {"approve": Standing.APPROVED, "reject": Standing.REJECTED, "retire": Standing.RETIRED}
_NUMBERED = re.compile(r"(approve|reject|retire|show)\s+#?(\d{1,9})\s*\Z", re.IGNORECASE)
_NO_QUESTION = frozenset(("feedback", "help", "about", "defaults", "forget", "team", "privacy", "own", "browse", "case"))
"""Topics of turns that nobody answers otherwise."""
HOW = "After an answer: /team save the corrected answer. Admins: /team approve 3, /team reject 3, /team retire 3."
LISTED = 40


@dataclass(frozen=True, slots=True)
class TeamSkill:
    """`/team`, `/team save …`, `/team approve 3`."""

    name: str = "team"
    verbs: tuple[str, ...] = ("team",)
    summary: str = "your team's own answers: /team save the corrected answer, /team lists them"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        word, _, rest = context.text.strip().partition(" ")
        if word.lower() in ("save", "answer", "add"):
            return await self._save(turn, context, rest.strip())
        numbered = _NUMBERED.match(context.text.strip())
        if numbered:
            return await self._numbered(turn, context, numbered[1].lower(), int(numbered[2]))
        if context.text.strip().lower() not in ("", "list"):
            return _reply("That is nothing I know to do with team answers.", HOW, Outcome.UNCLEAR)
        return await self._list(turn, context)

    async def _save(self, turn: Turn, context: Context, answer: str) -> Reply:
        """Keep an answer to the last question of the conversation."""
        refused = _not_taken(context, answer)
        if refused is not None:
            return refused
        last = await _last_question(turn, context)
        if last is None:
            return _reply("There is no question in this conversation yet.", "Ask it first, then save the team's answer to it.", Outcome.NOT_FOUND)
        return await propose(turn, context, last.question, answer, last.codes if last.topic != "search" else ())

    async def _numbered(self, turn: Turn, context: Context, verb: str, number: int) -> Reply:
        known = await context.store.team_answers.one(turn.workspace, number)
        if known is None:
            return _reply(f"There is no team answer #{number} here.", "/team lists them.", Outcome.NOT_FOUND)
        if verb == "show":
            return _one(known, await _stale(known, context), admin=context.is_at_least(Role.ADMIN))
        if not context.is_at_least(Role.ADMIN):
            return _reply("Only admins decide on team answers.", "/team lists them.", Outcome.REFUSED)
        prints = await _prints(known.codes, context)
        await context.store.team_answers.decide(turn.workspace, number, turn.person_key, _DECISION[verb], prints)
        await context.store.audit.append(turn.person_key, f"team_answer_{_DECISION[verb].value}", str(number))
        more = {
            "approve": "It stands below the answer from the sources now, and is marked when what is known of its codes changes.",
            "reject": "It is not shown to anybody.",
            "retire": "It is no longer shown.",
        }[verb]
        return _reply(f"Team answer #{number} is {_DECISION[verb].value}.", more)

    async def _list(self, turn: Turn, context: Context) -> Reply:
        found = await context.store.team_answers.of(turn.workspace, Standing.PROPOSED, Standing.APPROVED, limit=LISTED)
        if not found:
            return _reply("Your team has no answers of its own yet.", HOW)
        rows, open_ones = [], []
        for answer in found:
            stale = await _stale(answer, context) if answer.standing is Standing.APPROVED else ()
            state = f"look again: {', '.join(stale)} changed" if stale else answer.standing.value
            if stale or answer.standing is Standing.PROPOSED:
                open_ones.append(answer)
            rows.append((f"#{answer.id}", state, answer.question[:80], answer.answer[:120]))
        buttons = tuple(Button(f"Show #{a.id}", Action("team", f"show {a.id}")) for a in open_ones[:5])
        waiting = f"; {len(open_ones)} to be decided on" if open_ones else ""
        return Reply(
            verdict=f"{len(found)} team answers{waiting}.",
            tables=(Table(("", "State", "Question", "Answer"), tuple(rows)),),
            rule=HOW,
            buttons=buttons,
            visibility=Visibility.PRIVATE,
            topic="team",
        )


def _not_taken(context: Context, answer: str) -> Reply | None:
    """Why no answer is taken from the person, if none is."""
    if not context.is_at_least(Role.TRUSTED):
        return _reply("Team answers are saved by trusted people; an admin gives that role.", "Rate the answer instead: /feedback wrong …", Outcome.REFUSED)
    return None if answer else _reply("Write the answer after it: /team save …", HOW, Outcome.UNCLEAR)


async def propose(turn: Turn, context: Context, question: str, answer: str, codes: Sequence[str]) -> Reply:
    """Keep an answer of the team for an admin to decide on. A question that is a code alone makes it a note on that code."""
    refused = _not_taken(context, answer)
    if refused is not None:
        return refused
    prints = await _prints(codes, context)
    kept = answer[: team.MAX_CHARACTERS]
    made = await context.store.team_answers.propose(turn.workspace, turn.person_key, question, kept, codes, prints)
    await context.store.audit.append(turn.person_key, "team_answer_proposed", str(made.id))
    about = f" about {', '.join(codes[:4])}" if codes else ""
    buttons = _deciding(made) if context.is_at_least(Role.ADMIN) else ()
    return _reply(
        f"Saved as team answer #{made.id}{about}; it is shown once an admin approved it.",
        "It will stand beside the answer from the sources, never instead of it.",
        buttons=buttons,
    )


async def _last_question(turn: Turn, context: Context) -> StoredTurn | None:
    recent = await context.store.threads.recent(turn.thread_key)
    return next((t for t in reversed(recent) if t.answer_id and t.topic not in _NO_QUESTION), None)


async def _prints(codes: Sequence[str], context: Context) -> dict[str, str]:
    def read() -> dict[str, str]:
        with context.knowledge.use() as snapshot:
            return team.prints(codes, snapshot, context.today)

    return await asyncio.get_running_loop().run_in_executor(context.chain.readers, read)


async def _stale(answer: TeamAnswer, context: Context) -> tuple[str, ...]:
    return team.changed(answer, await _prints(answer.codes, context))


def _deciding(answer: TeamAnswer) -> tuple[Button, ...]:
    return (Button("Approve", Action("team", f"approve {answer.id}"), primary=True), Button("Reject", Action("team", f"reject {answer.id}")))


def _one(answer: TeamAnswer, stale: Sequence[str], *, admin: bool) -> Reply:
    buttons = _deciding(answer) if admin and (answer.standing is Standing.PROPOSED or stale) else ()
    if admin and answer.standing is Standing.APPROVED:
        buttons = (*buttons[:1], Button("Retire", Action("team", f"retire {answer.id}")))
    changed = f" What is known of {', '.join(stale)} has changed since it was looked at." if stale else ""
    return Reply(
        title=f"Team answer #{answer.id}, {answer.standing.value}",
        verdict=answer.question,
        body=answer.answer,
        rule=f"Written by your team, not from a published source.{changed}",
        buttons=buttons,
        visibility=Visibility.PRIVATE,
        topic="team",
    )


def _reply(verdict: str, rule: str, outcome: Outcome = Outcome.ANSWERED, buttons: tuple[Button, ...] = ()) -> Reply:
    return Reply(verdict=verdict, rule=rule, outcome=outcome, buttons=buttons, visibility=Visibility.PRIVATE, topic="team")

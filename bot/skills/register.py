"""Registering: reading the terms and accepting them, which opens more code pages in the metered plan."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts import pages
from bot.accounts.gate import allowance
from bot.actions import Action
from bot.settings import Plan
from bot.skills.base import Context
from bot.store import TERMS, Role
from bot.turns import Button, Notice, Outcome, Reply, Turn, Visibility


@dataclass(frozen=True, slots=True)
class RegisterSkill:
    """`/register` shows the terms; the button below them, or `/register accept <version>`, accepts that version."""

    name: str = "register"
    verbs: tuple[str, ...] = ("register",)
    summary: str = "read and accept the terms of an account: /register"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. What is accepted is the version whose text was shown, never a newer one."""
        settings = context.settings.accounts
        if settings.plan is Plan.OPEN or context.is_at_least(Role.MEMBER) or context.admin:
            return said("Every code page is open to you; there is nothing to register for.")
        version = settings.terms_version
        word, _, accepted = context.text.strip().partition(" ")
        if word.lower() == "accept" and accepted.strip() == version:
            fresh = await context.store.acceptances.accept(context.person.id, TERMS, version)
            if fresh:
                await context.store.audit.append(turn.person_key, "registered", version)
        elif (TERMS, version) not in await context.store.acceptances.of(context.person.id):
            return _terms(settings.terms, version, settings.registered_views, outdated=word.lower() == "accept")
        viewed = await context.store.page_views.view(context.person.id, turn.person_key, (), allowance(settings))
        return said("You are registered.", f"{pages.left_words(viewed.left)} {pages.MEMBERS}", Button("My account", Action("account")))


def _terms(text: str, version: str, views: int, *, outdated: bool) -> Reply:
    reply = Reply(
        title=f"Terms, version {version}",
        verdict=f"Accept these terms to open {views} more code page{'' if views == 1 else 's'}.",
        body=text,
        rule="Kept with it: the version and the time. /account shows both.",
        buttons=(Button("I accept", Action("register", f"accept {version}"), primary=True),),
        visibility=Visibility.PRIVATE,
        topic="account",
    )
    return reply.with_notice(Notice("The terms have changed since that card was sent; these are the present ones.", "warning")) if outdated else reply


def said(verdict: str, rule: str = "", *buttons: Button, outcome: Outcome = Outcome.ANSWERED) -> Reply:
    """A reply about somebody's account."""
    return Reply(verdict=verdict, rule=rule, buttons=buttons, outcome=outcome, visibility=Visibility.PRIVATE, topic="account")

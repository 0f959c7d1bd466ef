"""A person's own account: what she may see, her identities on other platforms, and everything that is kept of her."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.accounts import pages
from bot.accounts.gate import allowance
from bot.actions import Action
from bot.licence import entitled, holds
from bot.settings import CptMode, Plan
from bot.skills.base import Context
from bot.skills.register import said
from bot.store import TERMS, Linked, Role
from bot.turns import Button, Field, File, Outcome, Reply, Turn, Visibility

ORDERS = re.compile(r"(?:export\b.*|link\b.*|unlink\b.*)?\Z", re.IGNORECASE | re.DOTALL)
"""What stands after `account` where it is an order."""
_CODE = re.compile(r"[A-Za-z0-9]{4}[ -]?[A-Za-z0-9]{4}")
_REFUSALS = {
    "unknown": ("That code is not known: it was used, replaced, or is too old.", "Make a new one on the other platform: /account link"),
    "locked": ("Too many wrong codes from here.", "Wait an hour, then make a new code on the other platform: /account link"),
    "own": ("That is your own code.", "Type it on the other platform: /account link and the code."),
    "taken": ("This identity belongs to an account of several already.", "Take it out first: /account unlink and its name, as /account shows it."),
}


@dataclass(frozen=True, slots=True)
class AccountSkill:
    """`/account`, `/account export`, `/account link`, `/account link K7QM-2XPD`, `/account unlink discord:1:2`."""

    name: str = "account"
    verbs: tuple[str, ...] = ("account",)
    summary: str = "your account: /account, /account export, /account link to join it with another platform"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. Everything here is about who asks; nobody's account is ever named for another."""
        word, _, rest = context.text.strip().partition(" ")
        rest = rest.strip()
        match word.lower():
            case "":
                return await _shown(turn, context)
            case "export":
                return await _exported(turn, context, rest)
            case "link":
                return await _linked(turn, context, rest)
            case "unlink":
                return await _unlinked(turn, context, rest)
            case _:
                return said("That is nothing I know to do with an account.", f"{self.summary.capitalize()}.", outcome=Outcome.UNCLEAR)


async def _shown(turn: Turn, context: Context) -> Reply:
    store, person, settings = context.store, context.person, context.settings
    accepted = await store.acceptances.of(person.id)
    keys = await store.links.identities(person.id)
    registered = accepted.get((TERMS, settings.accounts.terms_version))
    fields = [Field("Role", "admin" if context.admin else person.role.value), Field("Identities", ", ".join(keys))]
    buttons = [Button("Everything about me", Action("account", "export")), Button("Link another platform", Action("account", "link"))]
    verdict = "Every code page is open to you."
    if settings.accounts.plan is Plan.METERED and not context.is_at_least(Role.MEMBER) and not context.admin:
        viewed = await store.page_views.view(person.id, turn.person_key, (), allowance(settings.accounts))
        verdict = pages.left_words(viewed.left)
        fields.append(Field("Registered", f"{registered:%Y-%m-%d %H:%M} UTC, terms version {settings.accounts.terms_version}" if registered else "no"))
        if not registered:
            buttons.insert(0, Button("Register", Action("register"), primary=True))
    if settings.cpt.mode is CptMode.LICENSED:
        seat = await store.seats.of(person.id, settings.cpt.terms_version)
        fields.append(Field("CPT licence", "you hold a seat" if holds(settings.cpt, seat) else "no seat"))
        if entitled(settings.cpt, seat):
            buttons.append(Button("CPT seat", Action("seat")))
    if settings.llm and settings.model.daily_dollars:
        spent = await store.model_use.spent_today(person.id)
        fields.append(Field("Language model today", f"{spent:.2f} of {settings.model.daily_dollars:.2f} dollars"))
    reply = said(verdict, "/privacy says what is kept and for how long.", *buttons, Button("Forget me", Action("forget", "me")))
    return replace(reply, title="Your account", fields=tuple(fields))


async def _exported(turn: Turn, context: Context, rest: str) -> Reply:
    if rest and rest.lower() not in ("me", "json"):
        return said("You can export what is kept of you, and of nobody else.", "Say /account export.", outcome=Outcome.REFUSED)
    data = await context.store.personal_data.of(context.person.id)
    await context.store.audit.append(turn.person_key, "data_exported")
    rows = sum(map(len, data.values()))
    text = json.dumps({"person": turn.person_key, **data}, ensure_ascii=False, indent=1)
    reply = said(
        f"Everything that is kept of you: {rows} rows of {len(data)} tables, as JSON.",
        "Dates of service are in no table. Messages in this chat are the platform's.",
    )
    body = f"```\n{text.replace('```', '` ` `')}\n```"
    return replace(reply, title="Your data", body=body, file=File("coderly-account.json", text), visibility=Visibility.SECRET)


async def _linked(turn: Turn, context: Context, rest: str) -> Reply:
    links, person = context.store.links, context.person
    if not rest:
        minutes = context.settings.accounts.link_minutes
        code = await links.offer(person.id, timedelta(minutes=minutes))
        reply = said(f"Your code is {code}.", f"On your other platform, as yourself, say: /account link {code}. It works once and for {minutes} minutes.")
        return replace(reply, visibility=Visibility.SECRET, copy_line=f"account link {code}")
    code, _, sure = rest.rpartition(" ") if rest.lower().endswith(" yes") else (rest, "", "")
    if ":" in code:
        how = "Say /account link on one platform, then type the code on the other."
        return said("Only who types the code joins an account; nobody is joined by being named.", how, outcome=Outcome.REFUSED)
    ended = await links.take(code, person.id, turn.person_key, sure=bool(sure)) if _CODE.fullmatch(code) else Linked("unknown")
    if ended.why in _REFUSALS:
        return said(*_REFUSALS[ended.why], outcome=Outcome.REFUSED)
    theirs = ", ".join(ended.keys)
    if ended.why == "ok":
        return replace(
            said(
                f"This joins you with the account of {theirs}.",
                "Go on only if that is you, too: from then on either sees and exports what is kept of both, and has the rights of both.",
                Button("Yes, both are mine", Action("account", f"link {code} yes"), primary=True),
            ),
            visibility=Visibility.SECRET,
        )
    await context.store.audit.append(turn.person_key, "identity_linked")
    return said(f"Done: you and {theirs} are one account now.", "Take one out again: /account unlink and its name.", Button("My account", Action("account")))


async def _unlinked(turn: Turn, context: Context, rest: str) -> Reply:
    if rest and await context.store.links.split(context.person.id, rest):
        await context.store.audit.append(turn.person_key, "identity_unlinked")
        return said(f"{rest} is an account of its own now.", "What was kept so far stays with the others.")
    return said("That is not one of several identities of yours.", "/account shows yours.", outcome=Outcome.NOT_FOUND)

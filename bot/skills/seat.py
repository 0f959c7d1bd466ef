"""Seats of the operator's CPT licence: taken by accepting its terms, given back, and for admins listed, revoked and allowed again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action
from bot.licence import entitled, holds
from bot.settings import CptMode, CptSettings
from bot.skills.base import Context
from bot.skills.register import said
from bot.turns import Button, Field, Notice, Outcome, Reply, Table, Turn, Visibility

_FULL = "All seats of the CPT licence are taken."
_ALONE = "Descriptors are shown to you alone: they are not in what is shared, stored or exported."
_FREE = "An admin can free one (/seat revoke …) or raise CODERLY_CPT__SEAT_COUNT."


@dataclass(frozen=True, slots=True)
class SeatSkill:
    """`/seat`, `/seat accept <version>`, `/seat leave`; for admins `/seat list`, `/seat revoke slack:T1:U1`, `/seat allow slack:T1:U1`."""

    name: str = "seat"
    verbs: tuple[str, ...] = ("seat",)
    summary: str = "your seat of the operator's CPT licence: /seat, /seat leave; admins: /seat list, /seat revoke, /seat allow"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        settings = context.settings.cpt
        if settings.mode is not CptMode.LICENSED:
            return said("No CPT licence is in use here: nobody sees the AMA's descriptors.", outcome=Outcome.NOT_FOUND)
        word, _, rest = context.text.strip().partition(" ")
        match word.lower():
            case "list" | "revoke" | "allow" if not context.admin:
                return said("Only admins see who holds a seat, and change it.", "Your own: /seat", outcome=Outcome.REFUSED)
            case "list":
                return await _listed(context)
            case "revoke" | "allow":
                return await _decided(turn, context, word.lower(), rest.strip())
            case "leave":
                left = await context.store.seats.leave(context.person.id)
                if left:
                    await context.store.audit.append(turn.person_key, "seat_left")
                return said("Your seat is free for somebody else now." if left else "You have no seat.", "Take one again: /seat" if left else "")
            case "accept" if rest.strip() == settings.terms_version:
                return await _taken(turn, context, settings)
            case _:
                return await _standing(context, settings, outdated=word.lower() == "accept")


async def _standing(context: Context, settings: CptSettings, *, outdated: bool) -> Reply:
    seat = await context.store.seats.of(context.person.id, settings.terms_version)
    if seat.revoked:
        return said("Your seat of the CPT licence was revoked.", "Ask an admin.", outcome=Outcome.REFUSED)
    if not entitled(settings, seat):
        return said("You are not among those who may take a seat of the CPT licence.", "An admin names them in CODERLY_CPT__SEATS.", outcome=Outcome.REFUSED)
    if holds(settings, seat):
        back = Button("Give it back", Action("seat", "leave"), own=True)
        return said("You hold a seat of the CPT licence and see descriptors.", f"{_ALONE} Give it back: /seat leave", back)
    if seat.place > settings.seats_covered:
        count = f"The licence covers {settings.seats_covered} seats and yours is number {seat.place}."
        return said(f"{count} It is kept, and works again when there are enough.", _FREE, outcome=Outcome.REFUSED)
    reply = Reply(
        title=f"CPT licence, terms version {settings.terms_version}",
        verdict="Accept these terms to take a seat and see CPT descriptors.",
        body=settings.terms,
        rule=f"Kept with it: the version and the time. {_ALONE}",
        buttons=(Button("I accept", Action("seat", f"accept {settings.terms_version}"), primary=True),),
        visibility=Visibility.PRIVATE,
        topic="account",
    )
    return reply.with_notice(Notice("The terms have changed since that card was sent; these are the present ones.", "warning")) if outdated else reply


async def _taken(turn: Turn, context: Context, settings: CptSettings) -> Reply:
    seat = await context.store.seats.of(context.person.id, settings.terms_version)
    if not entitled(settings, seat):
        return await _standing(context, settings, outdated=False)
    ended = await context.store.seats.take(context.person.id, settings.terms_version, settings.seats_covered)
    if ended == "taken":
        await context.store.audit.append(turn.person_key, "seat_taken", settings.terms_version)
    if ended == "full":
        return said(_FULL, _FREE, outcome=Outcome.REFUSED)
    return await _standing(context, settings, outdated=False)


async def _decided(turn: Turn, context: Context, word: str, key: str) -> Reply:
    if key.count(":") < 2:
        how = f"For example: /seat {word} slack:T012ABC:U345DEF; /seat list names them."
        return said("Name the person as platform:workspace:person.", how, outcome=Outcome.UNCLEAR)
    name = await context.store.people.pseudonym(key)
    if word == "revoke":
        held = await context.store.seats.revoke(key)
        await context.store.audit.append(turn.person_key, "seat_revoked", name)
        verdict = f"{key} holds no seat any more and takes none." if held else f"{key} held no seat, and takes none from now on."
        return said(verdict, "Cards that are still open show nothing more of it. Undo: /seat allow …")
    allowed = await context.store.seats.allow(key)
    await context.store.audit.append(turn.person_key, "seat_allowed", name)
    return said(f"{key} may take a seat again." if allowed else f"{key}'s seat was not revoked.")


async def _listed(context: Context) -> Reply:
    settings = context.settings.cpt
    seats = await context.store.seats.all(settings.terms_version)
    rows = tuple(
        (str(seat.place), ", ".join(seat.keys), seat.at.date().isoformat() if seat.at else "", _state(settings, seat.place, accepted=seat.accepted))
        for seat in seats
    )
    over = len(seats) - settings.seats_covered
    reply = Reply(
        verdict=f"{len(seats)} of {settings.seats_covered} seats of the CPT licence are taken.",
        tables=(Table(("Seat", "Person", "Since", "State"), rows),) if rows else (),
        fields=(Field("May take one", ", ".join(settings.seats) or "nobody"),),
        visibility=Visibility.PRIVATE,
        topic="account",
    )
    if over <= 0:
        return reply
    return reply.with_notice(Notice(f"{over} more than the licence covers: the latest see no descriptors until a seat is free.", "warning"))


def _state(settings: CptSettings, place: int, *, accepted: bool) -> str:
    if place > settings.seats_covered:
        return "beyond the licence's count"
    return "in use" if accepted else "has to accept the present terms"

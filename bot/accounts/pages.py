"""Which replies are pages of codes, and what is left of one that is locked. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.actions import Action
from bot.pipeline import cards
from bot.pipeline.evidence import Evidence
from bot.pipeline.numbering import used_sources_only
from bot.store import Allowance, Viewed
from bot.turns import Button, Field, Outcome, Reply, Visibility

_NO_PAGES = frozenset(("search", "compliance"))
"""Topics of replies that name codes without opening them, besides a person's own affairs and what is about us. Any other with codes is a page."""
MEMBERS = "Members see every code page; an admin makes members."
_KEPT = frozenset(("Code set", "Date of service"))
_SHOWN = frozenset((*_KEPT, cards.FACT_LABEL["status"]))
"""The status stands in the verdict."""
_SECTIONS = frozenset(("fee", "modifier", "ncci", "coverage", "crosswalk", "history", "notes", "below"))
"""Buttons that open more of the same code."""


def codes_of(reply: Reply) -> tuple[str, ...]:
    """The codes whose pages a reply opens. What could not be decided counts, too: the card of the code stands below it."""
    opens = reply.outcome in (Outcome.ANSWERED, Outcome.NOT_FOUND) and reply.topic not in _NO_PAGES
    return reply.codes if opens else ()


def left_words(left: int) -> str:
    """`4 code page views left.`"""
    return f"{left} code page view{'' if left == 1 else 's'} left."


def locked(codes: tuple[str, ...], evidence: Evidence, viewed: Viewed, allowance: Allowance) -> Reply:
    """What everybody sees of these codes: code, plain description and status; the sections that are locked by their names, and what to do.

    `evidence` is what a look-up of the codes found.
    """
    heads = [cards.code_card(lookup, evidence) if lookup.code else cards.missing_card(lookup, evidence) for lookup in evidence.lookups]
    names = tuple(dict.fromkeys(name for head in heads for name in _sections(head)))
    one = heads[0] if len(heads) == 1 else None
    verdict = one.verdict if one else f"{len(codes)} code pages; {_seen(viewed.left)}."
    reply = Reply(
        title=one.title if one else "",
        verdict=verdict,
        fields=tuple(f for f in one.fields if f.label in _KEPT) if one else tuple(Field(h.codes[0], h.verdict) for h in heads if h.codes),
        rule=_what_to_do(viewed, allowance),
        caveat=next((said for said in (cards.CPT_CAVEAT, cards.CPT_OWNER) if any(said in head.caveat for head in heads)), ""),
        citations=evidence.sources.citations if one else (),
        buttons=(Button("My account", Action("account")),) if viewed.registered else (Button("Register", Action("register"), primary=True),),
        locked=names,
        notices=evidence.notices,  # whether the status is of an edition that had ended belongs to the status
        visibility=Visibility.PRIVATE,
        topic="codes",
        codes=codes,
    )
    return used_sources_only(reply)


def _seen(left: int) -> str:
    return f"{left} can still be opened" if left else "none can be opened any more"


def _sections(card: Reply) -> Iterator[str]:
    """The names of what a card would show besides its head."""
    yield from (field.label for field in card.fields if field.label not in _SHOWN)
    yield from (table.caption for table in card.tables if table.caption)
    yield from (button.label for button in card.buttons if button.action.verb in _SECTIONS)


def _what_to_do(viewed: Viewed, allowance: Allowance) -> str:
    again = f" The next page opens on {viewed.again.isoformat()}." if viewed.again else ""
    if not viewed.registered and allowance.registered:
        count = f"{allowance.registered} more code page{'' if allowance.registered == 1 else 's'}"
        return f"Register to open {count}: read the terms and accept them.{again}"
    return f"{MEMBERS}{again}"


"""`Reply` → the messages of a card. Pure and total: whatever a reply holds, something Discord accepts comes out.

Verdict first, then facts, tables, the rule, what limits it, sources, buttons. A message is Discord's own container with
a coloured edge (`view.py` builds it); the same text goes into an embed, or as it is, where Discord refuses the card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.discord import buttons, limits, tables, words
from adapters.discord.buttons import Choices, Press
from adapters.messaging.text import adds, fenced, slices
from bot.turns import LINKS, Field, Outcome, Reply, locked_line

_SIGN = {Outcome.NOT_FOUND: "○ ", Outcome.UNCLEAR: "? ", Outcome.REFUSED: "■ ", Outcome.FAILED: "✗ "}
_LEVEL = {"info": "ⓘ", "warning": "⚠", "error": "✗"}
_COLOURS = {Outcome.ANSWERED: 0x1F8A8A, Outcome.NOT_FOUND: 0x80848E, Outcome.UNCLEAR: 0xC9932B}
_WRONG = 0xB5443A
_HEADLINE = 150
"""Longest verdict that is set as a headline; a longer one is bold."""
_FRAME = 7 + LINKS
"""Components of a message besides its texts and buttons: the container, two rows of buttons and one of links, a list in its row, a separator."""


GAP = ""
"""A part that is a little room between two groups of texts."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its texts in markdown, one below the other with `GAP` between groups, a list to choose from and rows of buttons under them."""

    parts: tuple[str, ...]
    rows: tuple[tuple[Press, ...], ...] = ()
    menu: Choices | None = None
    colour: int = _COLOURS[Outcome.ANSWERED]

    @property
    def text(self) -> str:
        """All of it as one text in markdown."""
        return "\n\n".join(part for part in self.parts if part != GAP)


def render(reply: Reply, *, private: bool = False, shared_by: str = "") -> tuple[Message, ...]:
    """The reply as one message, or several where Discord's limits ask for it; buttons stand under the last.

    `private`: only one person sees it, so it gets a Share button. `shared_by` is the id of who shared it.
    """
    colour = _COLOURS.get(reply.outcome, _WRONG)
    try:
        said = _parts(reply, shared_by)
    except Exception:  # noqa: BLE001 - the edge of the renderer: any reply must show, and the plain text holds all of it
        said = list(plain(reply))
    said = _with_codes(said or ["-"], reply)
    rows = buttons.rows(reply, private)
    messages = [Message(parts, colour=colour) for parts in _packed(said)]
    return (*messages[:-1], replace(messages[-1], rows=rows, menu=buttons.menu(reply)))


def plain(reply: Reply) -> tuple[str, ...]:
    """The reply as contents of plain messages: for Discord when it refuses the card, and for what cannot be laid out."""
    try:
        said = reply.text
    except Exception:  # noqa: BLE001 - a field of a kind that the type forbids; the verdict is what matters
        said = str(reply.verdict)
    pieces = slices(words.literal(said), limits.CONTENT - 100) or ["-"]
    return tuple(_with_codes(pieces, reply))


def contents(message: Message) -> tuple[str, ...]:
    """A message of a card as contents of plain messages."""
    return tuple(fenced(slices(message.text, limits.CONTENT - 100))) or ("-",)


def _packed(parts: Sequence[str]) -> list[tuple[str, ...]]:
    """Fill messages one after the other."""
    messages: list[tuple[str, ...]] = []
    current: tuple[str, ...] = ()
    for part in parts:
        if current and not fits((*current, part)):
            messages.append(_without_end(current))
            current = ()
        if current or part != GAP:
            current = (*current, part)
    return [*messages, _without_end(current)] if current else messages


def _without_end(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts[:-1] if parts[-1] == GAP else parts


def fits(parts: Sequence[str]) -> bool:
    """Whether the texts can stand in one message, as a card and as an embed, whatever buttons come under them."""
    components = len(parts) + _FRAME + 2 * limits.BUTTONS
    return components <= limits.CARD_COMPONENTS and sum(len(part) + 2 for part in parts) <= limits.CARD_TEXT


def _parts(reply: Reply, shared_by: str) -> list[str]:
    below = [piece for table in reply.tables for piece in tables.parts(table)]
    locked = slices(words.literal(locked_line(reply.locked)), limits.PART_TEXT) if reply.locked else []
    groups = (_head(reply, shared_by), _facts(reply.fields), below, locked, _prose(reply), _remarks(reply))
    said: list[str] = []
    for group in groups:
        shown = [part for part in group if part.strip()]
        said += [GAP, *shown] if said and shown else shown
    return said


def _head(reply: Reply, shared_by: str) -> list[str]:
    verdict = words.literal(reply.verdict).strip() or "-"
    title = words.line(reply.title)
    above = [words.small(words.literal(words.cut(title, 300)))] if adds(title, words.clean(reply.verdict)) else []
    if shared_by:
        above.append(f"-# Shared by <@{shared_by}>")
    pieces = slices(verdict, limits.PART_TEXT) or ["-"]
    sign = _SIGN.get(reply.outcome, "")
    if len(pieces) == 1 and len(verdict) <= _HEADLINE and "\n" not in verdict:
        shown = f"### {sign}{verdict}"
    elif len(pieces) == 1 and "\n" not in verdict:
        shown = f"**{sign}{verdict}**"
    else:
        shown = f"{sign}{pieces[0]}"
    return ["\n".join([*above, shown]), *pieces[1:]]


def _facts(fields: Sequence[Field]) -> list[str]:
    given = [f for f in fields if words.line(f.label) or words.clean(f.value).strip()]
    return slices("\n".join(f"**{_label(f)}**  {_value(f)}" for f in given), limits.PART_TEXT)


def _label(field: Field) -> str:
    return words.literal(words.cut(words.line(field.label), 120)) or "-"


def _value(field: Field) -> str:
    mark = f" \\[{field.source}\\]" if field.source else ""
    return f"{words.literal(words.clean(field.value).strip()) or '-'}{mark}"


def _prose(reply: Reply) -> list[str]:
    """Body and rule, then the copy line."""
    copy = words.line(reply.copy_line).replace("`", "'")
    shown = (words.markdown(reply.body).strip(), words.literal(reply.rule).strip(), f"Copy: `{words.markdown(copy)}`" if copy else "")
    return [piece for text in shown for piece in fenced(slices(text, limits.PART_TEXT - 10))]


def _remarks(reply: Reply) -> list[str]:
    """Caveat, notices and sources, small and grey."""
    said = []
    if caveat := words.literal(reply.caveat).strip():
        said.append(f"Note: {caveat}")
    for notice in reply.notices:
        reference = f" (reference {words.line(notice.reference)})" if notice.reference else ""
        said.append(f"{_LEVEL.get(notice.level, 'ⓘ')} {words.literal(f'{words.clean(notice.text).strip()}{reference}')}")
    if reply.citations:
        between = "\n" if len(reply.citations) <= limits.SOURCE_LINES else "   "
        said.append(between.join(words.literal(words.line(c.line())) for c in reply.citations))
    return [words.small(piece) for piece in slices("\n".join(said), limits.PART_TEXT // 2)]


def _with_codes(parts: Sequence[str], reply: Reply) -> list[str]:
    """Name behind the first part any code of the reply that no part names."""
    said = "\n".join(parts)
    missing = [code for code in dict.fromkeys(words.line(c) for c in reply.codes) if code and code not in said]
    if not missing:
        return list(parts)
    return [parts[0], *slices(f"Codes: {', '.join(missing)}", limits.PART_TEXT), *parts[1:]]

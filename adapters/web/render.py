"""`Reply` → HTML. Pure and total: whatever a reply holds, a card comes out in which nothing of it is markup.

Templates escape everything; prose is Markdown without links, images and HTML, so that no page of ours can be made to ask another
server for anything.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.messaging.cards import rated
from adapters.messaging.grid import EMPTY, NUMBER, grid
from adapters.messaging.prose import prose
from adapters.messaging.text import adds, clean, cut, line
from adapters.web import limits
from bot.actions import Action, ActionError, encode
from bot.turns import ASIDE_BUTTONS, LINKS, Button, File, Notice, Outcome, Reply, Table, locked_line

if TYPE_CHECKING:
    from jinja2 import Environment

_SIGN = {Outcome.NOT_FOUND: "Not found", Outcome.UNCLEAR: "Unclear", Outcome.REFUSED: "Refused", Outcome.FAILED: "Failed"}
_LEVELS = ("info", "warning", "error")
_TAG = re.compile(r"<[^>]*>")
_FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Press:
    """A button as it stands in a form: what it is called and what is sent."""

    label: str
    value: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: its name, and whether its cells are amounts, which stand to the right, or too short to be broken."""

    name: str
    amounts: bool
    short: bool

    @property
    def kind(self) -> str:
        """For the style sheet."""
        return "amount" if self.amounts else "short" if self.short else "text"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is laid out; `folded` are the rows that wait behind "more rows". `stacks`: on a phone its cells stand below each other."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    folded: tuple[tuple[str, ...], ...]
    stacks: bool


@cache
def environment() -> Environment:
    """Jinja2 with everything escaped; an unknown name is an error, not a blank."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["prose"] = prose
    return made


def page(name: str, **values: Any) -> str:
    """A whole page."""
    return environment().get_template(name).render(**values)


def card(reply: Reply) -> str:
    """The reply as one card."""
    try:
        return _card(reply)
    except Exception:  # noqa: BLE001 - the edge of the renderer: any reply must show, and the plain text holds all of it
        return _plain(reply)


def _card(reply: Reply) -> str:
    reply = reply.for_asker().beside_file()  # nobody else sees her pages
    title, verdict = line(reply.title), clean(reply.verdict).strip() or "-"
    shown = environment().get_template("card.html").render(
        sign=_SIGN.get(reply.outcome, ""),
        outcome=str(reply.outcome),
        title=cut(title, 300) if adds(title, verdict) else "",
        verdict=verdict,
        fields=[(line(f.label) or "-", clean(f.value).strip() or "-", f.source) for f in reply.fields if line(f.label) or clean(f.value).strip()],
        tables=[laid for table in reply.tables if (laid := laid_out(table)).columns],
        locked=line(locked_line(reply.locked)) if reply.locked else "",
        body=clean(reply.body).strip(),
        rule=clean(reply.rule).strip(),
        caveat=clean(reply.caveat).strip(),
        copy=line(reply.copy_line),
        notices=[_notice(notice) for notice in reply.notices],
        citations=[line(citation.line()) for citation in reply.citations],
        buttons=presses((*reply.buttons[: limits.BUTTONS], *reply.aside[:ASIDE_BUTTONS])),
        links=[(line(link.label) or "Open", link.url) for link in reply.links[:LINKS] if link.url.startswith(("https://", "http://"))],
        file=(line(reply.file.name), _address_of(reply.file)) if reply.file else None,
        menu=line(reply.menu.label) or "More" if reply.menu else "",
        choices=presses(reply.menu.choices) if reply.menu else (),
        thumbs=thumbs(reply),
        live=bool(reply.live),
    )
    missing = _missing(reply, shown)
    return shown if not missing else shown.replace("<!--codes-->", environment().get_template("codes.html").render(codes=missing), 1)


def _address_of(file: File) -> str:
    """A file as an address that holds it: nothing of it is kept here for somebody to fetch."""
    return f"data:application/{file.kind};base64,{b64encode(file.text.encode()).decode()}"


def _plain(reply: Reply) -> str:
    """The reply's own text, for what cannot be laid out."""
    try:
        text = reply.text
    except Exception:  # noqa: BLE001 - a field of a kind that the type forbids; the verdict is what matters
        text = str(reply.verdict)
    text = clean(text).strip() or "-"
    missing = [code for code in map(line, reply.codes) if code and code not in text]
    return environment().get_template("plain.html").render(text="\n\n".join([text, *([f"Codes: {', '.join(missing)}"] if missing else [])]))


def said(text: str) -> str:
    """What the person asked, above its answer."""
    return environment().get_template("said.html").render(text=clean(text).strip())


def laid_out(table: Table) -> Grid:
    """A table with its amounts to the right; long ones are folded."""
    header, rows = grid(table, limits.CELL)
    cells = [[row[at] for row in rows] for at in range(len(header))]
    columns = tuple(
        Column(name, at > 0 and _amounts(cells[at]), all(len(cell) <= limits.UNBROKEN for cell in cells[at])) for at, name in enumerate(header)
    )
    stacks = len(header) > 2 and not all(column.amounts or column.short for column in columns[1:])
    most = len(rows) if len(rows) <= limits.DETAILS_ROWS + 3 else limits.DETAILS_ROWS
    return Grid(line(table.caption), columns, tuple(rows[:most]), tuple(rows[most:]), stacks)


def _amounts(cells: Sequence[str]) -> bool:
    return any(cell != EMPTY for cell in cells) and all(NUMBER.fullmatch(cell) for cell in cells)


def presses(buttons: Sequence[Button]) -> tuple[Press, ...]:
    """The buttons that can be sent, each once."""
    out: dict[str, Press] = {}
    for button in buttons:
        try:
            value = encode(button.action)
        except ActionError:
            continue
        if not value.isprintable():  # an attribute of a page holds no control characters, and line ends are changed on their way
            continue
        out.setdefault(value, Press(cut(line(button.label), 80) or button.action.verb, value, button.primary))
    return tuple(out.values())


def thumbs(reply: Reply) -> tuple[Press, ...]:
    """What rates an answer."""
    if not rated(reply):
        return ()
    return presses(
        (
            Button("Helpful", Action("feedback", f"up #{reply.answer_id}")),
            Button("Not right", Action("feedback", f"down #{reply.answer_id}")),
        )
    )


def _notice(notice: Notice) -> tuple[str, str]:
    reference = f" (reference {line(notice.reference)})" if notice.reference else ""
    return notice.level if notice.level in _LEVELS else "info", f"{clean(notice.text).strip()}{reference}"


def _missing(reply: Reply, shown: str) -> list[str]:
    """Codes that the card does not name where people read."""
    read = _TAG.sub(" ", shown)
    return [code for code in dict.fromkeys(line(c) for c in reply.codes) if code and code not in read]

"""`Reply` → a consultant's memo: the question as it was understood, the verdict, codes and rows, the rule, what to document, sources.

Pure and total: whatever a reply holds, a memo comes out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.email import limits
from adapters.messaging.cards import rated
from adapters.messaging.grid import EMPTY, NUMBER, Row, grid
from adapters.messaging.text import adds, clean, cut, line
from bot.actions import Action, ActionError, decode, encode
from bot.turns import ASIDE_BUTTONS, LINKS, Button, Notice, Outcome, Reply, Table, locked_line

SIGN = {Outcome.NOT_FOUND: "Not found", Outcome.UNCLEAR: "Unclear", Outcome.REFUSED: "Not read", Outcome.FAILED: "Failed"}
_LEVELS = ("info", "warning", "error")
_DOCUMENTS = re.compile(
    r"(?:Document(?:ation)?|Record|Write down|Chart)\b|The (?:note|record|chart|documentation|report)\b.{0,40}\b(?:must|should|needs?|has to|shows?)\b"
)
_CONDITION = re.compile(r"\bonly if (.{10,400}?),? and the record shows it", re.IGNORECASE)
"""How the coding engine words what has to be true, and to be seen in the record."""
_SENTENCE = re.compile(r"(?<=[.!])\s+(?=[A-Z])")
_PLAIN = re.compile(r"[-*+>|#`]|\d+[.)]\s|\s{4}")


@dataclass(frozen=True, slots=True)
class Choice:
    """A follow-up under its number."""

    number: int
    label: str
    action: Action


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; `amounts` says of each column whether its cells stand to the right."""

    caption: str
    header: Row
    rows: tuple[Row, ...]
    amounts: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Memo:
    """What the memo says, section by section; what is empty is left out."""

    outcome: str
    sign: str
    understood: str
    title: str
    verdict: str
    fields: tuple[tuple[str, str, int], ...] = ()
    tables: tuple[Rows, ...] = ()
    locked: str = ""
    body: str = ""
    rule: str = ""
    document: tuple[str, ...] = ()
    copy: str = ""
    caveat: str = ""
    notices: tuple[tuple[str, str], ...] = ()
    citations: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    more: tuple[Choice, ...] = ()
    menu: str = ""
    rated: bool = False

    @property
    def unsaid(self) -> tuple[str, ...]:
        """The codes of the reply that no section names."""
        said = " ".join(
            (self.title, self.verdict, self.body, self.rule, *self.document, self.copy, self.caveat, *(f"{a} {b}" for a, b, _ in self.fields),
             *(cell for t in self.tables for row in (t.header, *t.rows) for cell in row))
        )  # fmt: skip
        return tuple(code for code in self.codes if code not in said)


def memo(reply: Reply, understood: str = "", remarks: Sequence[str] = ()) -> Memo:
    """The reply as a memo. `understood` is the question past the PHI gate, `remarks` what of the mail was not read."""
    said = cut(line(understood), limits.UNDERSTOOD)
    try:
        return _memo(reply.for_asker(), said, remarks)  # nobody else reads her mail
    except Exception:  # noqa: BLE001 - the edge of the renderer: any reply must show, and the plain text holds all of it
        return _plain(reply, said)


def choices_of(reply: Reply) -> tuple[Choice, ...]:
    """Every numbered follow-up of a reply: its buttons, then what its list holds."""
    made = _pressed(reply)
    return (*made, *_more(reply, made))


def _pressed(reply: Reply) -> tuple[Choice, ...]:
    return _choices((*reply.buttons[: limits.CHOICES], *reply.aside[:ASIDE_BUTTONS]), limits.CHOICES + ASIDE_BUTTONS, 1)


def _memo(reply: Reply, understood: str, remarks: Sequence[str]) -> Memo:
    title, verdict = line(reply.title), clean(reply.verdict).strip() or "-"
    body, from_body = _apart(clean(reply.body).strip())
    rule, from_rule = _apart(clean(reply.rule).strip())
    choices = _pressed(reply)
    more = _more(reply, choices)
    return Memo(
        outcome=str(reply.outcome),
        sign=SIGN.get(reply.outcome, ""),
        understood=understood,
        title=cut(title, 300) if adds(title, verdict) else "",
        verdict=verdict,
        fields=(
            *((line(f.label) or "-", clean(f.value).strip() or "-", f.source) for f in reply.fields if line(f.label) or clean(f.value).strip()),
            *((line(link.label) or "Open", line(link.url), 0) for link in reply.links[:LINKS]),
        ),
        tables=tuple(rows for table in reply.tables if (rows := _rows(table)).header),
        locked=line(locked_line(reply.locked)) if reply.locked else "",
        body=body,
        rule=rule,
        document=tuple(dict.fromkeys((*from_body, *from_rule, *_conditions(reply)))),
        copy=line(reply.copy_line),
        caveat=clean(reply.caveat).strip(),
        notices=(*(_notice(n) for n in reply.notices), *(("warning", line(remark)) for remark in remarks)),
        citations=tuple(line(citation.line()) for citation in reply.citations),
        choices=choices,
        more=more,
        menu=line(reply.menu.label) if reply.menu and more else "",
        rated=rated(reply),
        codes=_codes(reply),
    )


def _plain(reply: Reply, understood: str) -> Memo:
    try:
        text = reply.text
    except Exception:  # noqa: BLE001 - a field of a kind that the type forbids; the verdict is what matters
        text = str(reply.verdict)
    return Memo(str(reply.outcome), SIGN.get(reply.outcome, ""), understood, "", clean(text).strip() or "-", codes=_codes(reply))


def _codes(reply: Reply) -> tuple[str, ...]:
    return tuple(code for code in dict.fromkeys(line(c) for c in reply.codes) if code)


def _apart(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without the sentences that say what the record has to hold, and these."""
    kept, found = [], []
    for paragraph in text.split("\n"):
        if _PLAIN.match(paragraph) or "```" in text:
            kept.append(paragraph)
            continue
        sentences = _SENTENCE.split(paragraph)
        documents = [s for s in sentences if _DOCUMENTS.match(s.strip())]
        found += [s.strip() for s in documents]
        kept.append(" ".join(s for s in sentences if s not in documents) if documents else paragraph)
    return "\n".join(kept).strip(), tuple(dict.fromkeys(found))


def _conditions(reply: Reply) -> list[str]:
    """What the record has to show for the verdict to be another, or to stay."""
    said = (clean(text) for text in (*(f.value for f in reply.fields), reply.body, reply.rule))
    return [f"That {line(found[1])}." for text in said for found in _CONDITION.finditer(text)]


def _rows(table: Table) -> Rows:
    header, rows = grid(table, limits.CELL)
    cells = [[row[at] for row in rows] for at in range(len(header))]
    amounts = tuple(
        at > 0 and any(c != EMPTY for c in column) and all(NUMBER.fullmatch(c) for c in column) for at, column in enumerate(cells)
    )
    return Rows(line(table.caption), header, tuple(rows), amounts)


def _notice(notice: Notice) -> tuple[str, str]:
    reference = f" (reference {line(notice.reference)})" if notice.reference else ""
    return notice.level if notice.level in _LEVELS else "info", f"{clean(notice.text).strip()}{reference}"


def _more(reply: Reply, taken: Sequence[Choice]) -> tuple[Choice, ...]:
    offered = reply.menu.choices if reply.menu else ()
    return _choices([b for b in offered if b.action not in [c.action for c in taken]], 25, len(taken) + 1)


def _choices(buttons: Sequence[Button], most: int, first: int) -> tuple[Choice, ...]:
    """Those that come back as they went out, each once."""
    found: dict[str, tuple[str, Action]] = {}
    for button in buttons:
        try:
            value = encode(button.action)
            decode(value)
        except ActionError:
            continue
        found.setdefault(value, (cut(line(button.label), 120) or button.action.verb, button.action))
    return tuple(Choice(number, label, action) for number, (label, action) in enumerate(list(found.values())[:most], start=first))

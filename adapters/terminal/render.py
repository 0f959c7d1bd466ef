"""`Reply` → a card for the terminal. Pure and total: whatever a reply holds, something readable comes out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table as RichTable
from rich.text import Text

from adapters.terminal import limits, style
from adapters.terminal.clean import clean, clean_line, cut
from adapters.terminal.marks import marked
from adapters.terminal.tables import render_table, says_something
from bot.turns import ASIDE_BUTTONS, LINKS, Button, Reply, locked_line

_INDENT = 2
_PRESS = "Press"
_BULLET = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s+")


def render(reply: Reply, width: int) -> RenderableType:
    """The reply as a card of at most `width` columns; as plain text if the card cannot be laid out.

    Print it with `crop=False`: on a terminal narrower than `limits.MIN_WIDTH` the terminal itself wraps the lines.
    """
    width = max(width, limits.MIN_WIDTH)
    try:
        return _checked(_Card(reply, width).sections(), reply, width)
    except Exception:  # noqa: BLE001 - the edge of the renderer: any reply must show, and the plain text holds all of it
        return _plain(reply)


def to_text(reply: Reply, width: int) -> str:
    """The card as text without colour."""
    return _written(render(reply, width), max(width, limits.MIN_WIDTH))


def choices(reply: Reply) -> tuple[Button, ...]:
    """The buttons that are shown and can be pressed, then what the list offers, in order; the first is number 1."""
    return (*reply.buttons[: limits.MAX_BUTTONS], *reply.aside[:ASIDE_BUTTONS], *(reply.menu.choices if reply.menu else ()))


def _begun(text: str, limit: int) -> str:
    """The beginning of a text that stands in full elsewhere."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def prose(text: str, codes: Iterable[str] = ()) -> RenderableType:
    """Paragraphs and lists, with hanging bullets, codes in bold and citation marks in colour."""
    blocks: list[RenderableType] = []
    for line in cut(clean(text).strip(), limits.MAX_PROSE).split("\n"):
        bullet = _BULLET.match(line)
        if bullet is None:
            blocks.append(marked(line.rstrip(), codes))
            continue
        mark = bullet.group().rstrip()
        item = _grid(cell_len(mark))
        item.add_row(Text(mark), marked(line[bullet.end() :], codes))
        blocks.append(item)
    return Group(*blocks)


class _Trimmed:
    """A card without the blanks that pad its lines: they would be copied along, and wrap when the window shrinks."""

    def __init__(self, card: RenderableType, width: int) -> None:
        self._card = card
        self._width = width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in console.render_lines(self._card, options.update(width=self._width), pad=False):
            while line and not line[-1].text.strip():
                line.pop()
            if line:
                last = line.pop()
                yield from line
                yield Segment(last.text.rstrip(), last.style)
            yield Segment.line()


def _checked(sections: list[RenderableType], reply: Reply, width: int) -> RenderableType:
    """Lay the sections out once, so that a failure shows here and not at the screen, and name any code they leave out."""
    shown = _written(Group(*sections), width)
    missing = [code for code in map(clean_line, reply.codes) if code not in shown]
    if missing:
        row = _label_grid(len("Sources"))
        row.add_row(Text("Codes"), Text("  ".join(missing), overflow="fold"))
        sections.insert(len(sections) - bool(choices(reply)), Padding(row, (1, 0, 0, _INDENT)))
        _written(Group(*sections), width)
    return _Trimmed(Group(*sections), width)


def _written(card: RenderableType, width: int) -> str:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None, force_terminal=False, highlight=False, legacy_windows=False).print(card)
    return out.getvalue()


def _plain(reply: Reply) -> Text:
    """The reply's own plain text and the buttons, without layout."""
    try:
        text = reply.text
    except Exception:  # noqa: BLE001 - a table with a short row, say; the verdict is what matters
        text = str(reply.verdict)
    text = "\n".join([text, *(code for code in map(str, reply.codes) if code not in text)])
    labels = [f"[{number}] {button.label}" for number, button in enumerate(choices(reply), 1)]
    return Text(clean("\n".join([text, *labels])), overflow="fold")


class _Card:
    """One card being laid out: the label column is as wide for all sections, so that they line up."""

    def __init__(self, reply: Reply, width: int) -> None:
        self._reply = reply
        self._width = width
        self._prose_width = min(width, limits.PROSE_WIDTH)
        labels = [cell_len(clean_line(field.label)) for field in reply.fields]
        self._label_width = min(max([*labels, len("Sources")]), limits.LABEL_WIDTH, width // 3)

    def sections(self) -> list[RenderableType]:
        """The parts of the card, in the order of an answer; a part that is empty is not there."""
        reply = self._reply
        out: list[RenderableType] = [self._head()]
        if reply.fields:
            out.append(self._block(self._facts()))
        out += [
            self._block(render_table(table, self._width - _INDENT, reply.codes), self._width)
            for table in reply.tables
            if says_something(table)
        ]
        if reply.locked:
            out.append(self._block(Text(clean_line(locked_line(reply.locked)), overflow="fold")))
        if reply.body.strip():
            out.append(self._block(prose(reply.body, reply.codes)))
        if reply.rule.strip() or reply.caveat.strip() or reply.copy_line.strip() or reply.citations:
            out.append(self._block(self._remarks()))
        if reply.links:
            out.append(self._block(self._links()))
        if reply.notices:
            out.append(self._block(self._notices()))
        if choices(reply):
            out.append(self._block(self._choices()))
        return out

    def _block(self, part: RenderableType, width: int = 0) -> RenderableType:
        """A part set off by an empty line, indented, no wider than prose (or `width`)."""
        right = self._width - (width or self._prose_width)
        return Padding(part, (1, right, 0, _INDENT))

    def _head(self) -> RenderableType:
        reply = self._reply
        sign, colour = style.SIGNS[reply.outcome]
        head = _grid(1)
        verdict = Text(cut(clean(reply.verdict).strip(), limits.MAX_PROSE), style="bold", overflow="fold")
        head.add_row(Text(sign, style=f"bold {colour}"), verdict)
        title = clean_line(reply.title)
        if title and title not in clean_line(reply.verdict):
            head.add_row(Text(""), Text(title, overflow="fold"))
        return Padding(head, (0, self._width - self._prose_width, 0, 0))

    def _facts(self) -> RenderableType:
        facts = _label_grid(self._label_width)
        for field in self._reply.fields:
            value = marked(cut(clean(field.value).strip(), limits.MAX_CELL), self._reply.codes)
            if field.source:
                value.append(f" [{field.source}]", style=style.MARK)
            facts.add_row(Text(clean_line(field.label), overflow="fold"), value)
        return facts

    def _remarks(self) -> RenderableType:
        """Rule, caveat, copy line and sources, each with its label."""
        reply = self._reply
        rows = _label_grid(self._label_width)
        if reply.rule.strip():
            rows.add_row(Text("Rule"), prose(reply.rule, reply.codes))
        if reply.caveat.strip():
            rows.add_row(Text("Note", style=f"not dim {style.CAUTION}"), prose(reply.caveat, reply.codes))
        if reply.copy_line.strip():
            rows.add_row(Text("Copy"), Text(clean_line(reply.copy_line), style="bold", overflow="fold"))
        if reply.citations:
            rows.add_row(Text("Sources"), self._sources())
        return rows

    def _sources(self) -> RenderableType:
        size = max(len(str(citation.number)) for citation in self._reply.citations) + 2
        sources = _grid(size)
        for citation in self._reply.citations:
            mark, _, line = clean_line(citation.line()).partition("] ")
            sources.add_row(Text(f"{mark}]", style=style.MARK), Text(line, style="dim", overflow="fold"))
        return sources

    def _links(self) -> RenderableType:
        links = _label_grid(self._label_width)
        for link in self._reply.links[:LINKS]:
            links.add_row(Text(clean_line(link.label), overflow="fold"), Text(clean_line(link.url), style=style.ACCENT, overflow="fold"))
        return links

    def _notices(self) -> RenderableType:
        notices = _grid(1)
        for notice in self._reply.notices:
            sign, colour = style.NOTICE_SIGNS.get(notice.level, style.NOTICE_SIGNS["info"])
            text = Text(clean_line(cut(notice.text, limits.MAX_PROSE)), overflow="fold")
            if notice.reference:
                text.append(f" (reference {clean_line(notice.reference)})", style="dim")
            notices.add_row(Text(sign, style=f"bold {colour}"), text)
        return notices

    def _choices(self) -> RenderableType:
        """`Press [1] NCCI edits   [2] Fee`; a line breaks between two choices, not inside one."""
        room = self._prose_width - _INDENT - len(_PRESS) - 1
        lines, used = [Text(overflow="fold")], 0
        for number, button in enumerate(choices(self._reply), 1):
            shown = clean_line(button.label)
            shown = shown if number <= len(self._reply.buttons) else _begun(shown, limits.CHOICE)
            label = Text(shown, style="bold" if button.primary else "")
            choice = Text.assemble((f"[{number}]", f"bold {style.ACCENT}"), " ", label)
            if used and used + 3 + choice.cell_len > room:
                lines.append(Text(overflow="fold"))
                used = 0
            lines[-1].append("   " if used else "").append_text(choice)
            used = lines[-1].cell_len
        row = _grid(len(_PRESS))
        row.add_row(Text(_PRESS, style=style.LABEL), Group(*lines))
        return row


def _grid(first: int) -> RichTable:
    """Two columns: the first of fixed width, the second takes the rest and wraps."""
    grid = RichTable.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=first, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    return grid


def _label_grid(label_width: int) -> RichTable:
    grid = RichTable.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(width=label_width, style=style.LABEL, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    return grid

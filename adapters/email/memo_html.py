"""A memo as HTML that asks no server for anything: no pictures, no scripts, no addresses but our own mailbox. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from adapters.email.memo import Choice, Memo
from adapters.email.memo_text import FOOT, RATE
from adapters.messaging.prose import prose

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_FOLDER = Path(__file__).parent / "templates"


def as_html(memo: Memo, address: str, subject: str, ref: str) -> str:
    """The memo as a page. A follow-up is a mail to `address` that is written already: its number, and `ref`, which names this answer."""

    def links(choices: Sequence[Choice]) -> list[tuple[int, str, str]]:
        return [(c.number, c.label, _mail(address, subject, f"{c.number} [ref {ref}]")) for c in choices]

    template = _environment().get_template("memo.html")
    return template.render(memo=memo, choices=links(memo.choices), more=links(memo.more), foot=FOOT, rate=RATE)


def _mail(address: str, subject: str, body: str) -> str:
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}&body={quote(body)}"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["prose"] = prose
    made.filters["lines"] = _lines
    return made


def _lines(text: str) -> Markup:
    """Text with its line breaks."""
    from markupsafe import Markup, escape

    return Markup("<br>").join(escape(line) for line in text.split("\n"))

"""Commands as they are typed on a platform: texts name `/watch`, which is `/coderly watch` where an app has few commands of its own. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.turns import Field, Reply, Table


class Typed:
    """Puts what is typed here in place of the verbs in a text. `names`: verb → the whole command, its slash included."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._names = {f"/{verb}": name for verb, name in (names or {}).items() if name != f"/{verb}"}
        verbs = "|".join(re.escape(verb) for verb in sorted(self._names, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![\w/.:<@-])(?:{verbs})(?![\w/-])") if verbs else None

    def text(self, text: str) -> str:
        """The text with its commands as they are typed."""
        if self._pattern is None or "/" not in text:
            return text
        return self._pattern.sub(lambda found: self._names[found[0]], text)

    def reply(self, reply: Reply) -> Reply:
        """The same for all that a reply says; its buttons act by themselves."""
        if self._pattern is None:
            return reply
        return replace(
            reply,
            verdict=self.text(reply.verdict),
            title=self.text(reply.title),
            body=self.text(reply.body),
            rule=self.text(reply.rule),
            caveat=self.text(reply.caveat),
            fields=tuple(self._field(field) for field in reply.fields),
            tables=tuple(self._table(table) for table in reply.tables),
            notices=tuple(replace(notice, text=self.text(notice.text)) for notice in reply.notices),
        )

    def _field(self, field: Field) -> Field:
        return replace(field, value=self.text(field.value)) if "/" in field.value else field

    def _table(self, table: Table) -> Table:
        if not any("/" in cell for row in table.rows for cell in row):
            return table
        return replace(table, rows=tuple(tuple(self.text(cell) for cell in row) for row in table.rows))

"""Reader of the place of service code set: the CMS page itself, or a table taken from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.cms_sheet import Row, Sheet
from knowledge.sources.cms_table import Cells, SheetTable
from knowledge.sources.cms_values import year_edition
from knowledge.tables import place_of_service

_SPAN = re.compile(r"\d\d ?[-\u2013] ?\d\d")


class PlaceOfService(SheetTable):
    """See the module. A set holds until the next one is loaded."""

    name = place_of_service.SOURCE
    kind: ClassVar[str] = "the list of places of service"
    file = re.compile(r"place[ _-]of[ _-]service.*\.(csv|xlsx|html?)$", re.IGNORECASE)
    schema: ClassVar[str] = place_of_service.SCHEMA
    insert: ClassVar[str] = "INSERT INTO place VALUES (?,?,?,?)"
    key: ClassVar[int | None] = 1
    columns: ClassVar[Mapping[str, str]] = {
        "code": r"pos_code|place of service code\(?s?\)?", "name": "pos_name|place of service name",
        "description": "pos_description|place of service description",
    }
    optional: ClassVar[Mapping[str, str]] = {"kind": "pos_type|facility.*"}

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """The year stands in the name."""
        match = re.search(r"(20\d\d)", sheet.name)
        if match is None:
            raise SourceError(sheet.path, "the name does not tell the year of the list", "Name it e.g. place_of_service_codes_2026.csv.")
        return replace(year_edition(self.name, match[1], int(match[1]), file_name(sheet.path)), ends=None)

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One code; the page gives spans of codes that mean nothing in one row."""
        if _SPAN.fullmatch(cells.text("code")):
            return None
        return cells.padded("code", 2), cells.text("name"), cells.text("kind"), cells.text("description")

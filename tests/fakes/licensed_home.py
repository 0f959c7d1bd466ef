"""A knowledge base with a licensed CPT release in it, of invented codes and words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import small_home

from knowledge.build import Build
from knowledge.order import Order


def built(home: Path, mode: str) -> dict[str, dict[str, Any]]:
    """Build, and what was said of each file."""
    events: list[dict[str, Any]] = []
    Build(Order(str(home / "knowledge"), str(home / "sources"), "wordllama", cpt=mode), events.append).run()
    return {event["file"]: event for event in events if event["event"] == "file"}


def dropped(home: Path, files: Mapping[str, bytes]) -> Path:
    small_home.drop_sources(home / "sources")
    for name, content in files.items():
        path = home / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return home

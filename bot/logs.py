"""Logging: JSON lines with ids, counts and places; never a message's text, a secret or a token."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import Any

import structlog

_OURS = ("bot", "adapters", "knowledge", "prompts")


def configure(level: str, file: Path | None = None) -> None:
    """Send logs of this level and above to a file, or to standard error."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    handler: logging.Handler = logging.StreamHandler()
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()]))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number), logger_factory=structlog.stdlib.LoggerFactory(), cache_logger_on_first_use=False,
    )


def place(error: BaseException) -> dict[str, Any]:
    """Where an exception came from, without its message: messages may quote what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if any(f"/{name}/" in f.filename for name in _OURS)] or list(frames)
    last = ours[-1] if ours else None
    return {"kind": type(error).__name__, "at": f"{Path(last.filename).name}:{last.lineno} {last.name}" if last else ""}

"""Logging: JSON lines with ids, counts and places; never a message's text, a secret or a token.

Standard library only: a logging framework costs a third of a second of every start of the command line.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

_OURS = ("bot", "adapters", "knowledge", "prompts")
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a record: time, level, logger, event and the record's `extra`.

    Of an exception only kind and place are written: messages may quote what a person wrote.
    """

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        line.update({k: v for k, v in record.__dict__.items() if k not in _STANDARD})
        if record.exc_info and record.exc_info[1] is not None:
            line.update(place(record.exc_info[1]))
        return json.dumps(line, default=str, ensure_ascii=False)


def _event(record: logging.LogRecord) -> str:
    """Our own events are names. A library's message may hold anything: only its template is written, if it has one."""
    if record.name.split(".")[0] in _OURS:
        return record.getMessage()
    return str(record.msg) if record.args else "message of a library"


def configure(level: str, file: Path | None = None) -> None:
    """Send logs of this level and above to a file, or to standard error, in place of where they went before."""
    handler: logging.Handler = logging.StreamHandler()
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    for before in root.handlers:
        if isinstance(before.formatter, JsonLines):  # ours, of an earlier call: its file would stay open
            before.close()
    root.handlers[:] = [handler]
    wanted = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    root.setLevel(max(wanted, logging.WARNING))  # below that, drivers and model clients log what people wrote
    for name in _OURS:
        logging.getLogger(name).setLevel(wanted)


def place(error: BaseException) -> dict[str, str]:
    """Where an exception came from, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if any(f"/{name}/" in f.filename for name in _OURS)] or list(frames)
    last = ours[-1] if ours else None
    return {"kind": type(error).__name__, "place": f"{Path(last.filename).name}:{last.lineno} {last.name}" if last else ""}

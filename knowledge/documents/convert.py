"""Conversion of a document in a child process with limits: a hostile file ends there, not in the build.

PDFium is native code and has crashed on damaged files, zip-based formats unpack to any size, and some PDFs keep every known
library busy for hours. The child has bounds on memory, processor time and output, the parent one on the clock.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from knowledge.documents import limits
from knowledge.documents.blocks import Block, Converted, Kind
from knowledge.documents.unreadable import Unreadable

_KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV")
"""All that the child gets of the environment: no key of the operator is in reach of a file."""


def convert(kind: Kind, path: Path, pages: int = limits.MAX_PAGES, seconds: float = limits.WALL_SECONDS) -> Converted:
    """The document's blocks; of a PDF at most `pages` pages. Raises `Unreadable`."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Unreadable(f"it cannot be opened ({error.strerror})") from error
    if size > limits.MAX_FILE_BYTES:
        raise Unreadable(f"it has {size // 1_000_000} MB, a document may have {limits.MAX_FILE_BYTES // 1_000_000}")
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(  # noqa: S603 - our own module; a file name is an argument, never shell text
            [sys.executable, "-m", "knowledge.documents.child", kind.value, str(path.resolve()), str(pages)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            start_new_session=True,
        )
        try:
            status = child.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise Unreadable(f"its conversion took longer than {seconds:.0f} seconds and was stopped") from error
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
        out.seek(0)
        return _answer(status, out.read(limits.OUTPUT_BYTES))


def _answer(status: int, output: bytes) -> Converted:
    if status == -signal.SIGXCPU or status == -signal.SIGKILL:
        raise Unreadable(f"its conversion took more than {limits.CPU_SECONDS} seconds of processor time or too much memory and was stopped")
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError as error:
        raise Unreadable(f"its conversion broke off (status {status}); the file is damaged or larger than a document may be") from error
    if "problem" in answer:
        raise Unreadable(str(answer["problem"]))
    raw = answer["document"]
    blocks = tuple(Block(b["text"], b["level"], b["page"]) for b in raw["blocks"])
    return Converted(Kind(raw["kind"]), blocks, raw["pages"], raw["pages_read"], raw["cut"])

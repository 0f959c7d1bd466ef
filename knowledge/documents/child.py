"""The child process that converts one document: `python -m knowledge.documents.child KIND FILE PAGES`.

It limits itself before it opens the file: memory, processor time, size of what it writes. Its answer goes to standard
output as JSON; whatever it cannot read ends in a short reason, whatever kills it is seen by its parent.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import asdict
from pathlib import Path

from knowledge.documents import limits
from knowledge.documents.blocks import Converted, Kind
from knowledge.documents.unreadable import Unreadable

_NICE = 10


def limit_this_process() -> None:
    """Bounds that neither a library nor a file can lift again."""
    os.nice(_NICE)
    for what, bound in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, limits.OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(what, (bound, bound))


def converted(kind: Kind, path: Path, pages: int) -> Converted:
    """Convert a file, of a PDF at most `pages` pages. Raises `Unreadable`, or what its library raises."""
    if kind is Kind.PDF:
        from knowledge.documents.from_pdf import read_pdf

        return read_pdf(path, pages)
    if kind is Kind.SHEET:
        from knowledge.documents.from_sheet import read_sheet

        return read_sheet(path)
    if kind is Kind.TEXT:
        from knowledge.documents.from_text import read_text

        return read_text(path)
    from knowledge.documents.from_markup import read_markup

    return read_markup(kind, path)


def main() -> int:
    """Convert what the arguments name."""
    kind, file, pages = sys.argv[1:4]
    limit_this_process()
    try:
        answer = {"document": asdict(converted(Kind(kind), Path(file), int(pages)))}
        text = json.dumps(answer)
    except Unreadable as error:
        text = json.dumps({"problem": str(error)})
    except MemoryError:
        text = json.dumps({"problem": "it needs more memory than a document may"})
    except RecursionError:
        text = json.dumps({"problem": "it is nested deeper than a document may be"})
    except Exception as error:  # noqa: BLE001 - a library's own zoo; the file is what is wrong
        text = json.dumps({"problem": f"it is damaged ({type(error).__name__})"})
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

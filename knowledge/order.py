"""What a build is asked to do. Apart from the build itself, since every command names it and few run one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """What to build: the knowledge directory, the folder of files, the embedder, whether to publish.

    What is not published waits for a person's word (`knowledge.prepared`), with the `note` of who asked for it.

    `only` names the sources that are read anew (empty: all); the others stay as in the serving snapshot.
    `holdout` is a TSV of queries whose index entries are left out of search, to measure it (empty: none).
    `cpt` is the mode of CPT: `none`, or `licensed` to read the operator's own licensed files.
    `chroma` is the address of a Chroma server that gets a copy of the vectors (empty: none).
    `processes` share the work; 0: as many as the work is worth.
    """

    root: str
    sources: str
    embeddings: str
    publish: bool = True
    only: tuple[str, ...] = ()
    holdout: str = ""
    cpt: str = "none"
    processes: int = 0
    note: str = ""
    chroma: str = ""

    def encoded(self) -> str:
        """As JSON, for the child process that builds."""
        return json.dumps(asdict(self))

    @classmethod
    def decoded(cls, text: str) -> Order:
        """The other way round."""
        raw = json.loads(text)
        return cls(**{**raw, "only": tuple(raw["only"])})

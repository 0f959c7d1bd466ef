"""What a build is asked to do. Apart from the build itself, since every command names it and few run one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """What to build: the knowledge directory, the folder of files, the embedder, whether to publish."""

    root: str
    sources: str
    embeddings: str
    publish: bool = True

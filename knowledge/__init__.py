"""The knowledge base: published files, read, searched and dated."""

"""One reader per published file; `knowledge.readers` lists them."""

"""The one chain: understand, gather evidence, compose, word and verify."""

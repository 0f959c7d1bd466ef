"""The knowledge base changed from chat: dry run, report, gate, publish or cancel, and back again. No platform in particular."""

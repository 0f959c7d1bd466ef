"""The assistant: what it does, on no platform in particular."""

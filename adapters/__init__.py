"""One package a platform: events become turns, replies become payloads."""

"""Rules of the field as pure functions."""

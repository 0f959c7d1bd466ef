"""Measurements: `make bench` (speed) and `make eval` (quality). Not tests: nothing here passes or fails."""

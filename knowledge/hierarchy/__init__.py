"""Walking down a code set, a level at a time. `walking.level` is the way in."""

"""What changed from one release of a published file to the next, row by row, kept with the snapshot and found by code."""

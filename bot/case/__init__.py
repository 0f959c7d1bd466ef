"""From a clinical note to candidate codes. Pure functions: a note is data, nothing of it is kept here."""

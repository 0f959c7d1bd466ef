"""The words of the ICD-10-CM index, tables and tabular list as sets of word forms, compiled once at a build and matched against notes."""

"""Languages: one folder each; source text in, what readers and analysis need of it out. Never executed."""

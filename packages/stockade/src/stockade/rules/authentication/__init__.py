"""Who may call: authorizers, keys and tokens at the entry points."""

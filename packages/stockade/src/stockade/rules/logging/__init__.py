"""Who called, and what happened then."""

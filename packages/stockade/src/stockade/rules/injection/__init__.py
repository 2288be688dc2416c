"""Data of an event that reaches a dangerous operation."""

"""What happens to events that fail."""

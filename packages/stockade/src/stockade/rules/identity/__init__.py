"""Rules about user pools and their clients."""

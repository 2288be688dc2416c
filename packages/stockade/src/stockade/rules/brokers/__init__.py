"""Rules about message brokers."""

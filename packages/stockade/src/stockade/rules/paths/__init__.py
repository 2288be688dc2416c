"""Ways of outsiders to data, queues and powerful roles."""

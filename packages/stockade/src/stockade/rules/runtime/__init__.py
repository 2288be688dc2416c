"""Rules about what functions run on."""

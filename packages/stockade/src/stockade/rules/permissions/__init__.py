"""Rules about what roles may do, and who may start a function."""

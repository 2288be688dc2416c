"""Secrets where everybody who reads the code reads them."""

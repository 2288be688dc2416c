"""Encryption and origins: how data travels and rests."""

"""Benches: how fast the real bot is."""

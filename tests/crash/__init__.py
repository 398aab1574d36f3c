"""Crashes: real processes, killed for real."""

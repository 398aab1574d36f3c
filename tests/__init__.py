"""Tests, by room; what they share is in `conftest.py`."""

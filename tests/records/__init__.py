"""Tests of what we remember, on both databases."""

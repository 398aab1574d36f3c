"""Tests of the room that meets Telegram."""

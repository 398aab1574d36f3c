"""Journeys: the whole program, through HTTP, against a Telegram of our own."""

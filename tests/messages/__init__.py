"""The room messages, tested."""

"""The trace: what must be held, where it is written, and which tests hold it."""

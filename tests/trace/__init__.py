"""The trace: what must be held, where it is said, and which test holds it (`make trace`)."""

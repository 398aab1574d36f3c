"""Messages to learn from and to measure with, and the test that keeps their form."""

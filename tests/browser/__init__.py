"""What a person at the demo's page sees and does, in Debian's Chromium."""

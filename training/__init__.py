"""Training: from labelled messages to the small weight files that reading uses. Not part of the running bot."""

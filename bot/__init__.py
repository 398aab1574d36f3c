"""What do patients and staff see in Telegram? And the wiring of all rooms."""

import os

# python-telegram-bot 22 gives waits as numbers with a deprecation warning unless told so here.
os.environ.setdefault("PTB_TIMEDELTA", "true")

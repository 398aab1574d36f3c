"""Lanes: what overtakes what on the way out."""

from __future__ import annotations

from enum import IntEnum


class Lane(IntEnum):
    """Lower goes first (design 3.5)."""

    #: Emergency texts, urgent cards, direct notices.
    URGENT = 0
    #: Replies to a waiting patient, and staff's answers.
    REPLY = 1
    #: A flag that rings again, words under a card.
    ECHO = 2
    CHECKIN = 3
    #: Ordinary cards.
    CARD = 4
    #: Edits and housekeeping.
    QUIET = 5
    #: E-mail, SMS and such: they have a courier of their own, which does not wait for Telegram.
    OTHER = 6


#: The lanes of Telegram's courier.
TELEGRAM = tuple(lane for lane in Lane if lane != Lane.OTHER)

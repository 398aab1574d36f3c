"""The pulse: when Telegram answered last. Where it is away, people are told by other ways within a minute."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from bot.house import House
from messages.said import Said
from records import flags, settings
from records.store import Db
from scheduler import cards, contacts

LANG = "en"
#: Seconds without an answer after which Telegram counts as away: a poll is held open for 25.
AWAY = 40.0
#: Since when it is away, kept over a restart.
DOWN = "telegram_away_since"
#: So many are named; a contact needs to know that people wait, not all of them.
NAMED = 5


class Pulse:
    """Remembers the last answer on a clock that nobody sets."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        """At the start it counts as just heard: nobody is rung because we were away ourselves."""
        self._monotonic = monotonic
        self._heard = monotonic()
        self._met = False

    def beat(self) -> None:
        """Telegram has answered."""
        self._heard, self._met = self._monotonic(), True

    def silent(self) -> float:
        """Return the seconds since it answered."""
        return self._monotonic() - self._heard

    def met(self) -> bool:
        """Say whether it has answered since we are here: before that, silence of a second is no sign of life."""
        return self._met


def turn(db: Db, house: House, *, now: dt.datetime) -> None:
    """Ring the contacts when Telegram goes away, and once more when it is back."""
    kept, silent = settings.get(db, DOWN), house.silent()
    if silent >= AWAY:
        since = dt.datetime.fromisoformat(kept) if kept else now - dt.timedelta(seconds=silent)
        if not kept:
            settings.put(db, DOWN, since.isoformat(), now=now)
        _away(db, house, since, now=now)
    elif kept and house.met():
        settings.drop(db, DOWN)
        _tell(db, house, "second", "contact_back", dt.datetime.fromisoformat(kept), now=now)


def _away(db: Db, house: House, since: dt.datetime, *, now: dt.datetime) -> None:
    """Say it once an outage; a grave flag that staff cannot see in Telegram rings by itself."""
    grave = [flag for flag in flags.all_open(db) if flag.level in cards.SERIOUS and flag.state != "taken"]
    whom = ("second", "lead") if any(flag.level in flags.ALARMS for flag in grave) else ("second",)
    for each in whom:
        _tell(db, house, each, "contact_down", since, now=now)
    for flag in grave:
        if flag.state == "open":
            mark = f"down:{flag.id}:{flag.level}"
            contacts.ring(
                db,
                house,
                "second",
                cards.notice(db, house.at(flag.location), flag, now=now),
                mark=mark,
                now=now,
                flag=flag,
            )


def _tell(db: Db, house: House, whom: str, key: str, since: dt.datetime, *, now: dt.datetime) -> None:
    waiting = [flag for flag in flags.all_open(db) if flag.level in cards.SERIOUS and flag.state != "taken"][:NAMED]
    names = ", ".join(cards.who_and_level(db, house, flag) for flag in waiting)
    listed = names or house.wording.text(LANG, "contact_nothing")
    text = house.wording.text(LANG, key, since=cards.local(house, since, day=True), list=listed)
    contacts.ring(db, house, whom, Said(text=text), mark=f"{key}:{since.isoformat()}", now=now)

"""Teaching: an answered question becomes a way of asking, and every process of the house learns it within a minute."""

from __future__ import annotations

import datetime as dt

from bot.house import House
from messages import catalog as content
from messages.reading import Circumstances, read
from messages.said import clean
from records import audit, phrasings
from records.models import Staff
from records.store import Db
from review.desk import Told

LANG = "en"
#: Levels of words that may never be answered by themselves.
GRAVE = ("emergency", "crisis", "urgent")
#: A way of asking is short; a story is not one.
LONGEST = 200


def teach(
    db: Db, house: House, person: Staff, words: str, topic: str, lang: str, heard_id: int, *, now: dt.datetime
) -> Told:
    """Keep a way of asking; words of danger stay with people, whatever they ask beside."""
    wrong = _wrong(house, words, topic)
    if wrong is None and not phrasings.add(
        db, words=_tidy(words), topic=topic, lang=lang, heard_id=heard_id, staff_id=person.id, now=now
    ):
        wrong = "staff_teach_again"
    if wrong is not None:
        return Told(done=False, text=house.wording.text(LANG, wrong))
    audit.note(db, now=now, actor=f"staff:{person.id}", action="phrasing.taught", subject=topic)
    title = house.catalog.topics[topic].title
    return Told(done=True, text=house.wording.text(LANG, "staff_taught", topic=title))


def _wrong(house: House, words: str, topic: str) -> str | None:
    if topic not in house.catalog.topics:
        return "tap_stale"
    if not _tidy(words) or len(_tidy(words)) > LONGEST:
        return "staff_teach_length"
    if any(char.isdigit() for char in words):
        return "staff_teach_digits"
    grave = read(words, Circumstances(), house.catalog).level in GRAVE
    return "staff_teach_grave" if grave else None


def _tidy(words: str) -> str:
    return " ".join(clean(words).split())


async def turn(house: House) -> None:
    """Learn what colleagues taught since, here or in another process; the content itself stays as it is."""
    known = len(house.taught)
    if await house.store.read(phrasings.count) == known:
        return
    house.taught = tuple(await house.store.read(phrasings.all_of))
    house.catalog = content.load().taught(house.taught)

"""Reposting: cards that went with their topic or stayed in a group's old chat are put up again."""

from __future__ import annotations

import datetime as dt

from bot.house import House
from messages.cards import flag_card
from records import flags, outgoing, patients, topics
from records.lanes import Lane
from records.models import Flag, Outgoing
from records.store import Db
from scheduler import cards, say


def moved(db: Db, house: House, *, old: int, now: dt.datetime) -> None:
    """The staff chat is another one now: buttons in the old one reach nobody."""
    for flag in flags.all_open(db):
        card = db.get(Outgoing, flag.card_id or 0)
        # One that has not gone out yet goes to the new chat by itself.
        if card is not None and card.chat_id == old:
            _post(db, house.at(flag.location), flag, now=now)


def lost(db: Db, house: House, flag_id: int, *, message_id: int | None, now: dt.datetime) -> None:
    """Her topic was deleted, and an open card with it; where topics were only turned off, the card still stands."""
    flag = flags.by_id(db, flag_id)
    # Another row may have found out before: then the card is a newer message.
    here = message_id is not None and outgoing.message_of(db, flag.card_id) == message_id
    house = house.at(flag.location)
    if here and flag.state != "resolved" and topics.is_forum(db, house.staff_chat):
        _post(db, house, flag, now=now)


def _post(db: Db, house: House, flag: Flag, *, now: dt.datetime) -> None:
    # Not by `cards.show`: to everyone on duty this is no news.
    flag.card_id = say.to_staff(
        db,
        house,
        flag_card(cards.view_of(db, house, flag, now=now), house.wording),
        now=now,
        lane=Lane.URGENT if flag.level in cards.SERIOUS else Lane.CARD,
        flag=flag,
        owner=patients.by_id(db, flag.patient_id).ref,
        label="card",
    )
    db.flush()

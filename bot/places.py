"""Places: in which patient's topic something to the staff chat belongs."""

from __future__ import annotations

from dataclasses import dataclass

from bot.house import House
from messages.said import clean
from records import flags, patients, topics
from records.models import Flag
from records.outgoing import Claimed
from records.store import Db
from scheduler import cards

#: Telegram's longest name of a topic.
MOST_NAME = 128


@dataclass(frozen=True, kw_only=True)
class Place:
    """A patient's topic, known or still to be made, and what is to be sent there."""

    chat_id: int
    patient_id: int
    flag_id: int
    level: str
    name: str
    #: The topic's number; none before it was made.
    thread: int | None
    #: The message that it stands under or changes. What stands under none may begin a topic; all else follows it.
    under: int | None
    is_card: bool
    is_prompt: bool
    #: True while a flag of hers is open.
    waits: bool
    #: True where the flag before was of another visit: she is known by this one's time now.
    renamed: bool


def of(db: Db, house: House, claimed: Claimed) -> Place | None:
    """Return where a row belongs, or none: it is of no patient's flag, or the chat has no topics."""
    if claimed.flag_id is None or not topics.is_forum(db, claimed.chat_id):
        return None
    flag = flags.by_id(db, claimed.flag_id)
    return Place(
        chat_id=claimed.chat_id,
        patient_id=flag.patient_id,
        flag_id=flag.id,
        level=flag.level,
        name=_name(db, house, flag),
        thread=topics.get(db, chat_id=claimed.chat_id, patient_id=flag.patient_id),
        under=claimed.reply_message_id or claimed.target_message_id,
        is_card=claimed.label == "card",
        is_prompt=claimed.label == "prompt",
        waits=flags.open_of(db, flag.patient_id) is not None,
        renamed=_renamed(db, flag),
    )


def _name(db: Db, house: House, flag: Flag) -> str:
    return clean(cards.pseudonym(db, house, patients.by_id(db, flag.patient_id), flag))[:MOST_NAME]


def _renamed(db: Db, flag: Flag) -> bool:
    before = [each for each in flags.of_patient(db, flag.patient_id) if each.id < flag.id]
    return bool(before) and before[-1].visit_id != flag.visit_id

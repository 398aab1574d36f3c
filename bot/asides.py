"""Asides: what colleagues write in a patient's topic is a note to each other; in a plain group talk stays talk."""

from __future__ import annotations

from telegram import Message

from bot import deeds, replying, seats
from bot.door import Work
from bot.house import House
from records import outgoing, patients, topics
from records.store import Db


def hear(house: House, message: Message) -> Work:
    """Words under something of ours are an answer to it; other words in a patient's topic are kept, unanswered."""
    now = house.now()

    def work(db: Db) -> None:
        if answers(db, message):
            replying.answer(house, message)(db)
            return
        person = seats.may(db, house, message.from_user.id if message.from_user else 0)
        patient_id, words = whose(db, message), message.text or message.caption
        if person is not None and patient_id is not None and words:
            deeds.note(db, house, person, patients.by_id(db, patient_id), words, now=now)

    return work


def answers(db: Db, message: Message) -> bool:
    """Say whether a message stands under one of ours. Plain words in a topic stand under the line that opened it."""
    under = message.reply_to_message
    if under is None:
        return False
    return outgoing.find_sent(db, chat_id=message.chat_id, message_id=under.message_id) is not None


def whose(db: Db, message: Message) -> int | None:
    """Return whose topic a message stands in, or none. Answers outside of topics carry a thread's number too."""
    if not message.is_topic_message:
        return None
    return topics.patient_in(db, chat_id=message.chat_id, thread_id=message.message_thread_id)

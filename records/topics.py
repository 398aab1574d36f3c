"""Topics: which thread of the staff chat is whose, and whether that chat has threads at all."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, or_, select

from records import settings
from records.models import Topic
from records.statements import changes
from records.store import Db

#: Where the chat that has topics is kept; a group that moved is another chat, and nothing is known of it.
FORUM = "forum"


def is_forum(db: Db, chat_id: int) -> bool:
    """Say whether this chat has topics, as far as is known."""
    return settings.get(db, FORUM) == str(chat_id)


def has_topics(db: Db, chat_id: int, *, on: bool, now: dt.datetime) -> None:
    """Keep what Telegram says of the staff chat."""
    if on:
        settings.put(db, FORUM, str(chat_id), now=now)
    elif is_forum(db, chat_id):
        settings.drop(db, FORUM)


def get(db: Db, *, chat_id: int, patient_id: int) -> int | None:
    """Return the number of a patient's topic, or none."""
    return db.scalar(select(Topic.thread_id).where(Topic.chat_id == chat_id, Topic.patient_id == patient_id))


def patient_in(db: Db, *, chat_id: int, thread_id: int | None) -> int | None:
    """Return whose topic this is, or none where it is nobody's."""
    return db.scalar(select(Topic.patient_id).where(Topic.chat_id == chat_id, Topic.thread_id == thread_id))


def put(db: Db, *, chat_id: int, patient_id: int, thread_id: int, now: dt.datetime) -> None:
    """Keep a patient's topic; a newer one takes the place of an older."""
    same = or_(Topic.patient_id == patient_id, Topic.thread_id == thread_id)
    db.execute(delete(Topic).where(Topic.chat_id == chat_id, same))
    db.add(Topic(chat_id=chat_id, patient_id=patient_id, thread_id=thread_id, made_at=now))
    db.flush()


def forget(db: Db, *, chat_id: int, thread_id: int) -> bool:
    """A topic is gone. False when it was not known."""
    return changes(db, delete(Topic).where(Topic.chat_id == chat_id, Topic.thread_id == thread_id)) == 1


def forget_chat(db: Db, chat_id: int) -> int:
    """A group became another chat: its topics are gone with it; return how many."""
    if is_forum(db, chat_id):
        settings.drop(db, FORUM)
    return changes(db, delete(Topic).where(Topic.chat_id == chat_id))

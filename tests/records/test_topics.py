"""Topics: one a patient in one chat, and nothing of a chat that was left."""

from __future__ import annotations

import datetime as dt

from records import settings, topics
from records.store import Db, Store
from tests.conftest import NOW
from tests.records.people import enrol

CHAT, OTHER = -1001, -1002


async def _two(store: Store) -> tuple[int, int]:
    def work(db: Db) -> tuple[int, int]:
        return enrol(db, chat_id=71).id, enrol(db, chat_id=72).id

    return await store.write(work)


async def _put(store: Store, chat: int, who: int, thread: int) -> None:
    await store.write(lambda db: topics.put(db, chat_id=chat, patient_id=who, thread_id=thread, now=NOW))


async def test_a_topic_is_found_by_patient_and_by_number(store: Store, now: dt.datetime) -> None:
    """Each way leads to the other, in its own chat only."""
    ann, bob = await _two(store)
    await _put(store, CHAT, ann, 5)

    assert 5 == await store.read(lambda db: topics.get(db, chat_id=CHAT, patient_id=ann))
    assert ann == await store.read(lambda db: topics.patient_in(db, chat_id=CHAT, thread_id=5))
    assert None is await store.read(lambda db: topics.get(db, chat_id=CHAT, patient_id=bob))
    assert None is await store.read(lambda db: topics.patient_in(db, chat_id=OTHER, thread_id=5))
    assert None is await store.read(lambda db: topics.patient_in(db, chat_id=CHAT, thread_id=None))


async def test_a_newer_topic_takes_the_place_of_an_older(store: Store, now: dt.datetime) -> None:
    """A patient has one topic a chat, and a topic has one patient."""
    ann, bob = await _two(store)
    for who, thread in ((ann, 5), (ann, 6), (bob, 6)):
        await _put(store, CHAT, who, thread)

    assert None is await store.read(lambda db: topics.get(db, chat_id=CHAT, patient_id=ann))
    assert bob == await store.read(lambda db: topics.patient_in(db, chat_id=CHAT, thread_id=6))


async def test_a_topic_is_forgotten_once(store: Store, now: dt.datetime) -> None:
    """The second time there is nothing to forget."""
    ann, _ = await _two(store)
    await _put(store, CHAT, ann, 5)

    assert await store.write(lambda db: topics.forget(db, chat_id=CHAT, thread_id=5))
    assert not await store.write(lambda db: topics.forget(db, chat_id=CHAT, thread_id=5))


async def test_a_chat_that_was_left_takes_its_topics_along(store: Store, now: dt.datetime) -> None:
    """The other chat's topics, and that it is a forum, stand."""
    ann, _ = await _two(store)
    for chat in (CHAT, OTHER):
        await _put(store, chat, ann, 5)
    await store.write(lambda db: topics.has_topics(db, OTHER, on=True, now=now))

    assert 1 == await store.write(lambda db: topics.forget_chat(db, CHAT))
    assert 5 == await store.read(lambda db: topics.get(db, chat_id=OTHER, patient_id=ann))
    assert await store.read(lambda db: topics.is_forum(db, OTHER))


async def test_only_the_chat_that_was_looked_at_is_a_forum(store: Store, now: dt.datetime) -> None:
    """Another chat's word changes nothing; the chat's own does."""
    await store.write(lambda db: topics.has_topics(db, CHAT, on=True, now=now))
    await store.write(lambda db: topics.has_topics(db, OTHER, on=False, now=now))

    assert await store.read(lambda db: topics.is_forum(db, CHAT))
    assert not await store.read(lambda db: topics.is_forum(db, OTHER))

    await store.write(lambda db: topics.has_topics(db, CHAT, on=False, now=now))
    assert None is await store.read(lambda db: settings.get(db, topics.FORUM))

"""Placing: a clinic with several places is, for each person, the place where she was treated or works."""

from __future__ import annotations

from telegram import Update

from bot.door import Step, Work
from bot.house import House
from records import invites, patients, visits
from records.store import Db


def in_staff_chat(step: Step) -> Step:
    """Let a step see the house of the place whose staff chat this is."""

    async def placed(house: House, update: Update) -> Work:
        chat = update.effective_chat
        here = None if chat is None else house.of_chat(chat.id)
        return await step(here or house, update)

    return placed


def in_private(step: Step) -> Step:
    """Let a step see the house of the place where whoever writes was treated."""

    async def placed(house: House, update: Update) -> Work:
        return await step(await of_person(house, update), update)

    return placed


async def of_person(house: House, update: Update) -> House:
    """Return the house as this person knows it; with one place there is nothing to ask."""
    chat, message = update.effective_chat, update.effective_message
    if len(house.places) < 2 or chat is None:
        return house
    words = (message.text or "") if message is not None and update.callback_query is None else ""
    return house.at(await house.store.read(lambda db: _place(db, chat.id, words)))


def _place(db: Db, chat_id: int, words: str) -> str:
    """A link names the place before anybody is known."""
    invite = invites.by_token(db, words.removeprefix("/start ").strip()) if words.startswith("/start ") else None
    invite = invite or invites.opened_by(db, chat_id)
    if invite is not None:
        return invite.location
    patient = patients.by_chat(db, chat_id)
    return "" if patient is None else visits.place_of(db, patient.id)

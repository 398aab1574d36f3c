"""Pickers: messages whose options are ticked one by one and closed by *Done*."""

from __future__ import annotations

from collections.abc import Collection

from telegram import Update

from bot.house import House
from messages.said import Button, Said
from records import outgoing
from records.store import Db

#: What "Any of these?" offers, in the order shown (design section 5, and the fluid limit).
MODIFIERS = (
    "blood_thinner",
    "pregnant",
    "diabetes",
    "immune",
    "heart_or_lung",
    "pacemaker",
    "first_session",
    "lives_alone",
    "fluid_limit",
)
TICK = "✓ "


def modifiers(house: House, lang: str, ref: str, chosen: Collection[str]) -> Said:
    """Return the list "Any of these?", ticked as far as it was."""
    text = house.wording.text
    rows = [
        (
            Button(
                label=_label(text(lang, f"modifier_{each}"), each in chosen),
                action="mod",
                ref=f"{ref}.{each}",
            ),
        )
        for each in MODIFIERS
    ]
    done = Button(label=text(lang, "done" if chosen else "none_of_these"), action="mod", ref=f"{ref}.done")
    return house.wording.said(lang, "modifiers_ask", buttons=(*rows, (done,)))


def _label(words: str, ticked: bool) -> str:
    return TICK + words if ticked else words


def tapped(db: Db, update: Update) -> int | None:
    """Return the outgoing row whose button was tapped, or none."""
    query = update.callback_query
    if query is None or query.message is None:
        return None
    row = outgoing.find_sent(db, chat_id=query.message.chat.id, message_id=query.message.message_id)
    return None if row is None else row.id

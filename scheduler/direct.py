"""Direct notices: urgent flags in the chats of those on duty. What still waits to go out becomes one message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from messages.cards import CardView, direct_notice
from messages.said import Said
from records import flags, outgoing, staff
from records.lanes import Lane
from records.models import Flag, Staff
from records.store import Db
from scheduler import say
from scheduler.say import Voice

LABEL = "direct"
#: A private chat takes one message a second: forty flags at once are one list, not forty seconds of messages.
LINES, BUTTONS = 15, 6


def tell(db: Db, voice: Voice, flag: Flag, view: CardView, *, now: dt.datetime, once: str = "") -> None:
    """Tell the people on duty in their own chats: level and pseudonym, never words (people.md 23)."""
    said = direct_notice(view, voice.wording, link=link(voice, db, flag))
    for person in on_duty(db, voice):
        waiting = outgoing.unsent(db, chat_id=person.user_id, label=LABEL)
        together = joined([said, *(Said.model_validate_json(body) for _, body in reversed(waiting))])
        dedup = f"direct:{flags.mark(flag)}:{person.id}:{once}"
        if say.to_chat(db, person.user_id, together, now=now, lane=Lane.URGENT, dedup=dedup, label=LABEL) is not None:
            outgoing.take_back(db, [row_id for row_id, _ in waiting], now=now)


def joined(notices: Sequence[Said]) -> Said:
    """Return several notices as one, the newest first; what is too much for a glance is left to the list of cards."""
    lines = list(dict.fromkeys(line for each in notices for line in each.text.splitlines()))
    buttons = [row for each in notices for row in each.buttons]
    more = [f"… +{len(lines) - LINES}: /open"] if len(lines) > LINES else []
    return Said(text="\n".join([*lines[:LINES], *more]), buttons=tuple(dict.fromkeys(buttons))[:BUTTONS])


def on_duty(db: Db, voice: Voice) -> Sequence[Staff]:
    """Return who is on duty here; where a clinic has several places, who is in this one's staff chat."""
    return staff.on_duty(db, chat_id=voice.staff_chat if len(voice.places) > 1 else None)


def link(voice: Voice, db: Db, flag: Flag) -> str:
    """Return the address of the staff chat's card, as Telegram writes it for supergroups; empty elsewhere."""
    chat = str(voice.staff_chat)
    message_id = outgoing.message_of(db, flag.card_id)
    return f"https://t.me/c/{chat.removeprefix('-100')}/{message_id}" if chat.startswith("-100") and message_id else ""

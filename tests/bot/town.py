"""The town: the real bot, handlers and store; updates come in by the inbox, words are read from outgoing."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
from typing import Any

from sqlalchemy import select
from telegram import Update

from bot import routes, turns
from bot.app import App
from bot.taps import Tap
from messages.said import Said
from records import flags, inbox, patients, staff
from records.inbox import Arrived
from records.models import Checkin, Flag, Outgoing, Patient
from records.store import Db, sealer
from scheduler import checkins

STAFF_CHAT = -1001000000001
ANA, BEN, CLEO, EVE = 501, 502, 503, 666
AGREE = "That is me, 18 or over. I agree"
JULIA = 7001


class Town:
    """Patients and staff around one bot; time stands still until it is moved."""

    def __init__(self, app: App, now: dt.datetime) -> None:
        """Hold the app; `now` is what its clock says."""
        self.app = app
        self.house = app.house
        self.now = now
        self._ids = itertools.count(1)
        self._said = 0

    def later(self, **delta: float) -> None:
        """Move the clock."""
        self.now += dt.timedelta(**delta)

    async def people(self) -> None:
        """Ana and Ben are in the staff chat, and known to be."""

        def seen(db: Db) -> None:
            for user in (ANA, BEN):
                staff.member(db, user_id=user, chat_id=STAFF_CHAT, is_present=True, now=self.now)

        await self.app.house.store.write(seen)

    async def take(self, update: dict[str, Any]) -> int:
        """Let one raw update go its whole way; return its inbox row."""
        raw = {"update_id": next(self._ids), **update}
        chat = next(
            (body.get("chat", {}).get("id") for body in raw.values() if isinstance(body, dict) and "chat" in body), None
        )
        arrived = Arrived(update_id=raw["update_id"], chat_id=chat, raw=json.dumps(raw))
        rows = await self.house.store.write(lambda db: inbox.remember(db, [arrived], now=self.now))
        self.app.dispatch.enqueue(rows)
        await asyncio.wait_for(self.app.dispatch.idle(), 20)
        return rows[0].id

    def message(self, chat: int, user: int, **content: Any) -> dict[str, Any]:
        """Return a message as Telegram writes it."""
        kind = "private" if chat > 0 else "supergroup"
        return {
            "message_id": next(self._ids),
            "date": int(self.now.timestamp()),
            "chat": {"id": chat, "type": kind, "title": "Clinic team", "first_name": "J"},
            "from": {"id": user, "is_bot": False, "first_name": f"P{user}"},
            **content,
        }

    async def hear(self, chat: int, user: int, text: str, **content: Any) -> list[str]:
        """Somebody writes; return what the bot says, to whomever, in order."""
        return await self._after({"message": self.message(chat, user, text=text, **content)})

    async def says(self, text: str) -> list[str]:
        """Julia writes."""
        return await self.hear(JULIA, JULIA, text)

    async def edits(self, message_id: int, text: str) -> list[str]:
        """Julia edits what she wrote."""
        message = self.message(JULIA, JULIA, text=text) | {
            "message_id": message_id,
            "edit_date": int(self.now.timestamp()),
        }
        return await self._after({"edited_message": message})

    async def sends(self, **content: Any) -> list[str]:
        """Julia sends something that is no text."""
        return await self._after({"message": self.message(JULIA, JULIA, **content)})

    async def tap(self, chat: int, user: int, label: str) -> list[str]:
        """Somebody taps the newest button of this label in a chat."""
        action, ref = await self.house.store.read(lambda db: _button(db, chat, label))
        ref, _, option = ref.partition(".")
        data = self.house.signer.sign(Tap(action=action, ref=ref, option=option), chat_id=chat)
        return await self.forge(chat, user, data)

    async def tap_answer(self, chat: int, user: int, label: str) -> str | None:
        """Somebody taps; return what the button itself answers, as Telegram shows it."""
        query = await self._query(chat, user, label)
        update = Update.de_json({"update_id": 0, "callback_query": query}, self.app.telegram.bot)
        work = await routes.tap(self.house, update)
        return await self.house.store.write(work)

    async def answers_prompt(self, user: int, text: str) -> list[str]:
        """Somebody of staff writes under the newest prompt, which has been sent meanwhile."""

        def delivered(db: Db) -> None:
            row = db.scalars(select(Outgoing).where(Outgoing.label == "prompt").order_by(Outgoing.id.desc())).first()
            assert row is not None, "there is a prompt"
            row.state, row.message_id, row.sent_at = "sent", 800 + row.id, self.now

        await self.house.store.write(delivered)
        newest = select(Outgoing.message_id).where(Outgoing.label == "prompt").order_by(Outgoing.id.desc())
        number = await self.house.store.read(lambda db: db.scalar(newest))
        under = {"message_id": number, "date": 1, "chat": {"id": STAFF_CHAT, "type": "supergroup", "title": "x"}}
        return await self.hear(STAFF_CHAT, user, text, reply_to_message=under)

    async def _query(self, chat: int, user: int, label: str) -> dict[str, Any]:
        action, ref = await self.house.store.read(lambda db: _button(db, chat, label))
        ref, _, option = ref.partition(".")
        data = self.house.signer.sign(Tap(action=action, ref=ref, option=option), chat_id=chat)
        return {
            "id": str(next(self._ids)),
            "from": {"id": user, "is_bot": False, "first_name": f"P{user}"},
            "chat_instance": "1",
            "message": self.message(chat, 1),
            "data": data,
        }

    async def forge(self, chat: int, user: int, data: str) -> list[str]:
        """Somebody's client sends button data, real or not."""
        query = {
            "id": str(next(self._ids)),
            "from": {"id": user, "is_bot": False, "first_name": f"P{user}"},
            "chat_instance": "1",
            "message": self.message(chat, 1),
            "data": data,
        }
        return await self._after({"callback_query": query})

    async def turn(self, **delta: float) -> list[str]:
        """Move the clock and let every turn look once; return what is said."""
        self.later(**delta)
        before = await self.count()
        for _, look in turns.all_of(self.house).values():
            await look()
        return (await self.texts())[before:]

    async def asked(self, **delta: float) -> list[str]:
        """Move the clock, and let what is asked then arrive, as the courier would."""
        said = await self.turn(**delta)

        def sent(db: Db) -> None:
            for row in db.scalars(select(Checkin).where(Checkin.state == "queued")).all():
                checkins.sent(db, self.house, row.id, now=self.now)
            for out in db.scalars(select(Outgoing).where(Outgoing.chat_id == JULIA, Outgoing.state == "ready")).all():
                out.state, out.sent_at, out.message_id = "sent", self.now, 9000 + out.id

        await self.house.store.write(sent)
        return said

    async def rows(self, **wanted: object) -> list[Checkin]:
        """Return check-ins and follow-ups with these values, by their times."""
        asked = select(Checkin).filter_by(**wanted).order_by(Checkin.due_at, Checkin.id)
        return await self.house.store.read(lambda db: list(db.scalars(asked)))

    async def states(self) -> dict[str, str]:
        """Return the state of every step and follow-up."""
        return {row.step: row.state for row in await self.rows()}

    async def buttons(self) -> list[str]:
        """Return the labels under the newest message with buttons in Julia's chat."""
        there = [said for said, row in await self.said() if row.chat_id == JULIA and said.buttons]
        return [button.label for line in there[-1].buttons for button in line]

    def patient(self, db: Db) -> Patient:
        """Return Julia as she is kept."""
        patient = patients.by_chat(db, JULIA)
        assert patient is not None
        return patient

    async def flag(self) -> Flag | None:
        """Return Julia's open flag, or none."""
        return await self.house.store.read(lambda db: flags.open_of(db, 1))

    async def _after(self, update: dict[str, Any]) -> list[str]:
        before = await self.count()
        await self.take(update)
        return (await self.texts())[before:]

    async def count(self) -> int:
        """Return how much has been said so far."""
        return len(await self.texts())

    async def texts(self, chat: int | None = None) -> list[str]:
        """Return all that was said, oldest first."""
        return [said.text for said, row in await self.said() if chat in (None, row.chat_id)]

    async def said(self) -> list[tuple[Said, Outgoing]]:
        """Return all that was said, with its rows."""
        return await self.house.store.read(_all)

    async def enrolled(self, *, area: str = "left shoulder", minutes: int = 0) -> None:
        """Julia is enrolled, her session over for some minutes."""
        await self.people()
        texts = await self.hear(
            STAFF_CHAT, ANA, f"/invite JM {area} Ana", entities=[{"type": "bot_command", "offset": 0, "length": 7}]
        )
        token = token_of(texts[-1])
        await self.says(f"/start {token}")
        await self.tap(JULIA, JULIA, AGREE)
        self.later(minutes=minutes)


def token_of(text: str) -> str:
    """Return what a link in a text carries."""
    return text.rpartition("start=")[2].split()[0]


def _all(db: Db) -> list[tuple[Said, Outgoing]]:
    rows = db.scalars(select(Outgoing).order_by(Outgoing.id)).all()
    return [(_opened(db, row), row) for row in rows]


def _opened(db: Db, row: Outgoing) -> Said:
    return Said.model_validate_json(sealer(db).open(row.owner, f"outgoing.body:{row.ref}", row.body))


def _button(db: Db, chat: int, label: str) -> tuple[str, str]:
    for said, row in reversed(_all(db)):
        for button in (each for line in said.buttons for each in line):
            if row.chat_id == chat and button.label == label:
                return button.action, button.ref
    msg = f"no button {label!r} in chat {chat}"
    raise AssertionError(msg)

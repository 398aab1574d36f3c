"""Routes: which door an update goes through. One ordered list; the last door settles what nothing matched."""

from __future__ import annotations

import traceback
from typing import Any

import structlog
from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, Message, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import checkin, desk, enrol, language, listen, membership, onetap, ownhand, placing, poster, promising, setup
from bot.door import Work, door, pass_by
from bot.house import House
from bot.taps import Tap
from records import audit, patients
from records.store import Db

log = structlog.get_logger()

MENU = ("plan", "help", "contact", "pause", "quiet", "zone", "water", "language", "privacy", "stop", "resume")
STAFF_MENU = ("open", "patient", "today", "invite", "duty", "desk", "brief", "correct", "help")


class StaffChat(filters.MessageFilter):
    """Messages of the staff chat, whatever number it has by now."""

    def __init__(self, house: House) -> None:
        """Look at the house for the chat's number."""
        super().__init__()
        self._house = house

    def filter(self, message: Message) -> bool:
        """Say whether the message stands in the staff chat."""
        return self._house.of_chat(message.chat_id) is not None


def hang(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Hang all doors, in order."""
    house: House = application.bot_data["house"]
    told = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    application.add_handlers(
        [
            ChatMemberHandler(door(membership.told), ChatMemberHandler.CHAT_MEMBER),
            CallbackQueryHandler(door(tap)),
            MessageHandler(StaffChat(house) & told, door(placing.in_staff_chat(desk.hear))),
            MessageHandler(filters.ChatType.PRIVATE & told, door(placing.in_private(listen.hear))),
            # Other groups, channels, other bots: a quiet no.
            TypeHandler(Update, door(pass_by)),
        ]
    )
    application.add_error_handler(_fault)


async def tap(house: House, update: Update) -> Work:
    """Read a button's signature and take it to its door; a forged or foreign one changes nothing."""
    query = update.callback_query
    chat = update.effective_chat
    pressed = house.signer.read(query.data or "", chat_id=chat.id) if query and chat else None
    if pressed is None or chat is None:
        return _forged(house, in_staff_chat=chat is not None and house.of_chat(chat.id) is not None)
    here = house.of_chat(chat.id)
    if here is not None:
        return await desk.tap(here, update, pressed)
    mine = await placing.of_person(house, update)
    return _reached(chat.id, _private(mine, update, pressed))


def _forged(house: House, *, in_staff_chat: bool) -> Work:
    """A button that is not ours, or of another chat: said in words, and written down without anybody's number."""
    now, where = house.now(), "staff chat" if in_staff_chat else "private chat"

    def work(db: Db) -> str:
        audit.note(db, now=now, actor="telegram", action="tap.forged", subject=where)
        return house.wording.text(house.config.language, "tap_stale")

    return work


def _reached(chat_id: int, work: Work) -> Work:
    """Whoever taps can be reached again, as one who writes."""

    def whole(db: Db) -> str | None:
        patient = patients.by_chat(db, chat_id)
        if patient is not None:
            patients.reachable(db, patient)
        return work(db)

    return whole


def _private(house: House, update: Update, pressed: Tap) -> Work:
    match pressed.action:
        case "consent":
            return enrol.consented(house, update, pressed)
        case "same":
            return enrol.again(house, update, pressed)
        case "poster" | "poster_g":
            return poster.tapped(house, update, pressed)
        case "speak":
            return language.before_consent(house, update, pressed)
        case "lang":
            return language.chosen(house, update, pressed)
        case "mod" | "quiet" | "zone":
            return setup.tapped(house, update, pressed)
        case "now" | "danger" | "photo" | "help" | "emerg" | "topic" | "ask":
            return onetap.tapped(house, update, pressed)
        case "night":
            return promising.tapped(house, update, pressed)
        case "hand" | "move" | "pause":
            return ownhand.tapped(house, update, pressed)
        case _:
            return checkin.tapped(house, update, pressed)


async def _fault(update: object, context: Any) -> None:
    """Log where a handler fell, by file and line: the message of an exception may hold a patient's words."""
    error = context.error
    frames = [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    log.error("door.fell", error=type(error).__name__, at=" ".join(frames[-4:]))


async def tell_menu(house: House) -> None:
    """Give Telegram the commands for its menu; a refusal is no reason not to start."""
    text = house.wording.text
    patient = [BotCommand(name, text(house.config.language, f"menu_{name}")) for name in MENU]
    desk_menu = [BotCommand(name, text("en", f"menu_{name}")) for name in STAFF_MENU]
    try:
        await house.bot.set_my_commands(patient, scope=BotCommandScopeAllPrivateChats())
        for chat in set(house.chats.values()):
            await house.bot.set_my_commands(desk_menu, scope=BotCommandScopeChat(chat))
    except TelegramError as exc:
        log.warning("menu.refused", error=type(exc).__name__)

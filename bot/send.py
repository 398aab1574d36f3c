"""Send: one `Said` becomes one Telegram call, and what Telegram says becomes one outcome."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
    WebAppInfo,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.taps import Signer, Tap
from bot.topics import Topics
from bot.transport import never_left
from messages.said import Button, Copy, Document, Entity, Said
from records.outgoing import Claimed
from review import curve, qr, sheet
from scheduler.outcome import (
    BadMarkup,
    Flood,
    Migrated,
    NotSent,
    Outcome,
    Refused,
    Sent,
    Unchanged,
    Unknown,
    Unreachable,
)

#: A picture's file name and its bytes.
Photo = tuple[str, bytes]
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ForceReply | None

#: Telegram's words for a chat that cannot be written to, beside 403.
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot was kicked", "user not found")


class Sender:
    """The courier's way to Telegram."""

    def __init__(self, bot: Bot, signer: Signer, topics: Topics | None = None) -> None:
        """Send through `bot`; sign buttons with `signer`; what is about a patient goes into her topic by `topics`."""
        self._bot = bot
        self._signer = signer
        self._topics = topics

    async def __call__(self, claimed: Claimed) -> Outcome:
        """Send one claimed row; never raises for what Telegram or the network does."""
        said = Said.model_validate_json(claimed.body)
        if claimed.kind == "edit":
            return await self._change(claimed, said)
        try:
            return Sent(await self._say(claimed, said))
        except TelegramError as exc:
            return outcome_of(exc)

    async def _say(self, claimed: Claimed, said: Said) -> int:
        async def said_in(thread: int | None, *, alone: bool = False) -> int:
            reply_to = None if alone else claimed.reply_message_id
            return await deliver(
                self._bot, self._signer, said, chat_id=claimed.chat_id, reply_to=reply_to, thread=thread
            )

        return await (said_in(None) if self._topics is None else self._topics.send(claimed, said_in))

    async def _change(self, claimed: Claimed, said: Said) -> Outcome:
        try:
            outcome = await self._edit(claimed, said)
        except TelegramError as exc:
            outcome = outcome_of(exc)
        if self._topics is not None:
            await self._topics.edited(claimed, outcome)
        return outcome

    async def _edit(self, claimed: Claimed, said: Said) -> Outcome:
        if claimed.target_message_id is None:
            return Refused("nothing to edit")
        await self._bot.edit_message_text(
            text=said.text,
            chat_id=claimed.chat_id,
            message_id=claimed.target_message_id,
            entities=_entities(said.entities),
            reply_markup=_inline(said, self._signer, claimed.chat_id),
        )
        return Sent(claimed.target_message_id)


@dataclass(frozen=True)
class Spot:
    """Where a message goes: a chat, a topic of it, and what it stands under."""

    chat_id: int
    thread: int | None = None
    under: ReplyParameters | None = None


async def deliver(
    bot: Bot, signer: Signer, said: Said, *, chat_id: int, reply_to: int | None = None, thread: int | None = None
) -> int:
    """Send one `Said` and return Telegram's message id; TelegramError as python-telegram-bot raises it."""
    under = None if reply_to is None else ReplyParameters(reply_to, allow_sending_without_reply=True)
    spot = Spot(chat_id, thread, under)
    if said.copied is not None:
        return await _copy(bot, said, said.copied, spot)
    markup = _inline(said, signer, chat_id) or _keyboard(said)
    if said.document is not None:
        return await _file(bot, said, said.document, spot)
    photo = await _drawn(said)
    if photo is not None:
        return await _photo(bot, said, photo, spot, markup)
    return await _text(bot, said, spot, markup)


async def _drawn(said: Said) -> Photo | None:
    """Return the picture's name and bytes; a curve takes long to draw, so a thread does it while others are served."""
    if said.picture is not None:
        return "code.png", qr.png(said.picture.data)
    if said.curve is not None:
        return "soreness.png", await asyncio.to_thread(curve.png, said.curve)
    return None


async def _copy(bot: Bot, said: Said, copied: Copy, spot: Spot) -> int:
    made = await bot.copy_message(
        spot.chat_id,
        from_chat_id=copied.chat_id,
        message_id=copied.message_id,
        caption=said.text,
        reply_parameters=spot.under,
        message_thread_id=spot.thread,
    )
    return made.message_id


async def _file(bot: Bot, said: Said, document: Document, spot: Spot) -> int:
    drawn = sheet.pdf(document)
    made = await bot.send_document(
        spot.chat_id,
        document=drawn,
        filename=document.name,
        caption=said.text,
        reply_parameters=spot.under,
        message_thread_id=spot.thread,
    )
    return made.message_id


async def _photo(bot: Bot, said: Said, photo: Photo, spot: Spot, markup: Markup) -> int:
    name, drawn = photo
    made = await bot.send_photo(
        spot.chat_id,
        photo=drawn,
        filename=name,
        caption=said.text,
        caption_entities=_entities(said.entities),
        reply_markup=markup,
        reply_parameters=spot.under,
        message_thread_id=spot.thread,
    )
    return made.message_id


async def _text(bot: Bot, said: Said, spot: Spot, markup: Markup) -> int:
    made = await bot.send_message(
        spot.chat_id,
        text=said.text,
        entities=_entities(said.entities),
        reply_markup=markup,
        disable_notification=said.silent or None,
        reply_parameters=spot.under,
        message_thread_id=spot.thread,
    )
    return made.message_id


def _entities(entities: tuple[Entity, ...]) -> list[MessageEntity] | None:
    return [MessageEntity(type=each.kind, offset=each.offset, length=each.length) for each in entities] or None


def _inline(said: Said, signer: Signer, chat_id: int) -> InlineKeyboardMarkup | None:
    if not said.buttons:
        return None
    rows = [[_button(button, signer, chat_id) for button in row] for row in said.buttons]
    return InlineKeyboardMarkup(rows)


def _button(button: Button, signer: Signer, chat_id: int) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    if button.app:
        return InlineKeyboardButton(button.label, web_app=WebAppInfo(button.app))
    ref, _, option = button.ref.partition(".")
    data = signer.sign(Tap(action=button.action, ref=ref, option=option), chat_id=chat_id)
    return InlineKeyboardButton(button.label, callback_data=data)


def _keyboard(said: Said) -> ReplyKeyboardMarkup | ForceReply | None:
    if said.ask:
        return ForceReply(input_field_placeholder=said.ask[:64])
    if not said.keyboard:
        return None
    rows = [[KeyboardButton(label) for label in row] for row in said.keyboard]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, is_persistent=True)


def outcome_of(exc: TelegramError) -> Outcome:
    """Map what python-telegram-bot raised to an outcome; the courier decides what follows."""
    reason = exc.message
    match exc:
        case RetryAfter():
            return Flood(seconds_of(exc))
        case ChatMigrated():
            return Migrated(exc.new_chat_id)
        case Forbidden():
            return Unreachable(reason)
        case BadRequest():
            return _bad_request(reason)
        case InvalidToken() | Conflict():
            return NotSent(reason)
        case NetworkError() if never_left(exc):
            return NotSent(reason)
        case _:
            return Unknown(reason)


def seconds_of(exc: RetryAfter) -> float:
    """Return how long Telegram wants us to wait."""
    wait = exc.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)


def _bad_request(reason: str) -> Outcome:
    words = reason.casefold()
    if "message is not modified" in words:
        return Unchanged()
    if "can't parse" in words:
        return BadMarkup()
    return Unreachable(reason) if any(gone in words for gone in GONE) else Refused(reason)

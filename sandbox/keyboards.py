"""Keyboards: under a message (inline) and below the text box (reply), refused where Telegram refuses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sandbox.refusals import Refusal, bad

Json = dict[str, Any]

#: What an inline button may do; it does exactly one of these.
DOES = ("url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text")
INLINE = frozenset({"text", "style", "icon_custom_emoji_id", *DOES})
REPLY = frozenset({"text", "request_contact", "request_location", "style"})
MARKUPS = {
    "inline_keyboard": frozenset({"inline_keyboard"}),
    "keyboard": frozenset(
        [
            "keyboard",
            "is_persistent",
            "resize_keyboard",
            "one_time_keyboard",
            "input_field_placeholder",
            "selective",
        ]
    ),
    "remove_keyboard": frozenset({"remove_keyboard", "selective"}),
    "force_reply": frozenset({"force_reply", "input_field_placeholder", "selective"}),
}


def checked(markup: Any, *, private: bool, inline_only: bool = False) -> Json | None:
    """Return the markup as it is when every button is sound."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        msg = "can't parse reply keyboard markup JSON object"
        raise bad(msg)
    kind = next((kind for kind in MARKUPS if kind in markup), None)
    if kind is None or (inline_only and kind != "inline_keyboard"):
        msg = "inline keyboard expected" if inline_only else "object expected as reply markup"
        raise bad(msg)
    _known(markup, MARKUPS[kind], "reply markup")
    _check(kind, markup, private=private)
    return markup


def _check(kind: str, markup: Json, *, private: bool) -> None:
    hint = markup.get("input_field_placeholder", "")
    if not isinstance(hint, str) or len(hint) > 64:
        msg = "input field placeholder is too long"
        raise bad(msg)
    if kind == "inline_keyboard":
        _check_rows(markup[kind], most=100)
        for button in _buttons(markup[kind]):
            _check_inline(button, private=private)
    elif kind == "keyboard":
        _check_rows(markup[kind], most=300)
        for button in _buttons(markup[kind]):
            _check_reply(button)


def _check_rows(rows: Any, *, most: int) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        msg = "can't parse keyboard button: expected an Array of Array"
        raise bad(msg)
    if sum(len(row) for row in rows) > most:
        msg = "REPLY_MARKUP_TOO_LONG"
        raise bad(msg)


def _buttons(rows: list[list[Any]]) -> list[Any]:
    return [button for row in rows for button in row]


def _check_inline(button: Any, *, private: bool) -> None:
    if not isinstance(button, dict):
        raise _unreadable("expected an Object")
    _known(button, INLINE, "inline keyboard button")
    _check_label(button)
    does = [name for name in DOES if name in button]
    if not does:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if len(does) > 1:
        raise _unreadable("a button does exactly one thing")
    _check_deed(does[0], button[does[0]], private=private)


def _check_label(button: Json) -> None:
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise _unreadable('Field "text" must be a non-empty String')


def _check_deed(deed: str, value: Any, *, private: bool) -> None:
    if deed == "callback_data" and not (isinstance(value, str) and 1 <= len(value.encode()) <= 64):
        msg = "BUTTON_DATA_INVALID"
        raise bad(msg)
    if deed == "url" and not _sound(value):
        msg = f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL"
        raise bad(msg)
    if deed == "web_app" and not private:
        msg = "BUTTON_TYPE_INVALID"
        raise bad(msg)


def _sound(url: Any) -> bool:
    if not isinstance(url, str):
        return False
    parts = urlsplit(url)
    if parts.scheme == "tg":
        return True
    # Telegram refuses hosts without a dot; a page on this machine is let through for the demo.
    host = parts.hostname or ""
    return parts.scheme in {"http", "https"} and ("." in host or host == "localhost")


def _check_reply(button: Any) -> None:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise _unreadable("expected an Object")
    _known(button, REPLY, "keyboard button")
    _check_label(button)


def _known(given: Json, known: frozenset[str], what: str) -> None:
    if unknown := set(given) - known:
        msg = f'unknown field "{min(unknown)}" of the {what}'
        raise bad(msg)


def _unreadable(why: str) -> Refusal:
    return bad(f"can't parse keyboard button: {why}")


def labels(markup: Json | None) -> list[list[str]]:
    """Return the words on a reply keyboard, row by row."""
    rows = (markup or {}).get("keyboard", [])
    return [[button if isinstance(button, str) else button["text"] for button in row] for row in rows]

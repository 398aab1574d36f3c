"""What the sandbox accepts is held against the Bot API itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sandbox.calls import METHODS

#: The Bot API as data, where a workshop has it beside the repository.
SPEC = Path(__file__).parents[3] / "shared" / "bot-api-spec.json"

#: The Bot API by hand, for the methods that our bot lives on: always held.
BY_HAND = {
    "getMe": "",
    "getUpdates": "offset limit timeout allowed_updates",
    "sendMessage": "chat_id message_thread_id text parse_mode entities link_preview_options disable_notification "
    "protect_content reply_parameters reply_markup",
    "sendPhoto": "chat_id message_thread_id photo caption parse_mode caption_entities disable_notification "
    "protect_content reply_parameters reply_markup",
    "editMessageText": "chat_id message_id text parse_mode entities link_preview_options reply_markup",
    "editMessageReplyMarkup": "chat_id message_id reply_markup",
    "deleteMessage": "chat_id message_id",
    "answerCallbackQuery": "callback_query_id text show_alert url cache_time",
    "getChatMember": "chat_id user_id",
    "getChatAdministrators": "chat_id",
    "setMyCommands": "commands scope language_code",
    "setMyDescription": "description language_code",
    "setMyShortDescription": "short_description language_code",
    "sendChatAction": "chat_id message_thread_id action",
    "setMessageReaction": "chat_id message_id reaction is_big",
    "pinChatMessage": "chat_id message_id disable_notification",
    "getFile": "file_id",
    "createForumTopic": "chat_id name icon_color",
    "editForumTopic": "chat_id message_thread_id name",
    "closeForumTopic": "chat_id message_thread_id",
    "reopenForumTopic": "chat_id message_thread_id",
    "deleteWebhook": "drop_pending_updates",
}


def _published() -> dict[str, set[str]]:
    """Return the parameters of each method: the published ones where they are at hand."""
    by_hand = {name: set(words.split()) for name, words in BY_HAND.items()}
    if not SPEC.exists():
        return by_hand
    methods = json.loads(SPEC.read_text(encoding="utf-8"))["methods"]
    return {name: {field["name"] for field in method.get("fields", [])} for name, method in methods.items()}


PUBLISHED = _published()


@pytest.mark.parametrize("name", sorted(set(METHODS) & set(PUBLISHED)))
def test_no_parameter_is_invented(name: str) -> None:
    """Every parameter that the sandbox takes is one of Telegram's."""
    assert set(METHODS[name].accepts) <= PUBLISHED[name] | set(BY_HAND.get(name, "").split())


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_what_the_bot_lives_on_is_there(name: str) -> None:
    """The methods of the hand-kept list take at least what that list says."""
    assert set(BY_HAND[name].split()) <= set(METHODS[name].accepts)


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_the_hand_kept_list_is_right(name: str) -> None:
    """The list kept by hand says nothing that Telegram does not."""
    assert set(BY_HAND[name].split()) <= PUBLISHED[name]


def test_no_method_is_invented() -> None:
    """With the whole Bot API at hand every method of the sandbox is one of Telegram's."""
    strange = set(METHODS) - set(PUBLISHED)
    assert not SPEC.exists() or strange == set()

"""People: who holds a phone, and what Telegram shows of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(kw_only=True)
class User:
    """A person, or the bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "en"
    is_bot: bool = False
    #: Pressed Start once: before that the bot cannot write.
    started: bool = False
    blocked: bool = False

    def face(self) -> dict[str, Any]:
        """Return the user as Telegram writes it."""
        face: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        shown = {"last_name": self.last_name, "username": self.username}
        if not self.is_bot:
            shown["language_code"] = self.language_code
        return face | {key: value for key, value in shown.items() if value}

    def chat(self) -> dict[str, Any]:
        """Return this person's private chat as Telegram writes it."""
        chat: dict[str, Any] = {"id": self.id, "type": "private", "first_name": self.first_name}
        shown = {"last_name": self.last_name, "username": self.username}
        return chat | {key: value for key, value in shown.items() if value}

    def name(self) -> str:
        """Return the name a page shows."""
        return f"{self.first_name} {self.last_name}".strip()


#: What an administrator may do; all of it is granted here, and topics beside it.
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)
#: In the chat, whatever else.
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})
STATUSES = PRESENT | {"left", "kicked"}


#: Whom Telegram names in place of an administrator who hides, and of someone who writes as a channel.
GROUP_BOT = User(id=1087968824, first_name="Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_BOT = User(id=136817688, first_name="Channel", username="Channel_Bot", is_bot=True)


def membership(user: User, status: str, *, topics: bool = True) -> dict[str, Any]:
    """Return a ChatMember as Telegram writes it; `topics` says whether an administrator may manage those."""
    member: dict[str, Any] = {"user": user.face(), "status": status}
    match status:
        case "creator":
            return member | {"is_anonymous": False}
        case "administrator":
            rights = dict.fromkeys(RIGHTS, True) | {"can_manage_topics": topics}
            return member | {"can_be_edited": False, "is_anonymous": False} | rights
        case "kicked":
            return member | {"until_date": 0}
        case "restricted":
            return member | {"is_member": True, "until_date": 0} | dict.fromkeys(MAY, True)
        case _:
            return member


#: What a restricted member may do; all of it is granted here.
MAY = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
)

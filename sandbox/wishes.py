"""What `/sim` is asked for, as data."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Wish(BaseModel):
    """A request body: unknown fields are refused, since a misspelt one would be passed over."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Someone(Wish):
    """A person, with what is to be known about them."""

    id: Annotated[int, Field(gt=0)]
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None


class Act(Wish):
    """Something that a person does in a chat."""

    chat: int
    sender: Annotated[int, Field(gt=0)] | Someone = Field(alias="from")

    @model_validator(mode="before")
    @classmethod
    def _own_chat(cls, given: Any) -> Any:
        """In a private chat nobody but its person can act, so "from" may be left out."""
        chat = given.get("chat") if isinstance(given, dict) else None
        if type(chat) is int and chat > 0:
            return {"from": chat} | given
        return given


#: What a message can be, beside text; `true` or a file's name makes one up.
THINGS = ("photo", "voice", "sticker", "contact", "location", "document", "video")


class Saying(Act):
    """A message from a phone: one text, or one thing."""

    text: str | None = None
    photo: bool | str | None = None
    voice: bool | int | str | None = None
    sticker: bool | str | None = None
    contact: bool | dict[str, Any] | None = None
    location: bool | dict[str, float] | None = None
    document: bool | str | None = None
    video: bool | None = None
    caption: str | None = None
    reply_to: int | None = None
    forward_from: int | str | None = None
    #: The topic that it is written in; an answer stands where what it answers stands.
    thread: int | None = None
    #: An administrator who hides behind the group's name.
    anonymous: bool = False
    #: The name of a channel that somebody writes as.
    channel: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Saying:
        given = [name for name in ("text", *THINGS) if getattr(self, name) not in (None, False)]
        if len(given) != 1:
            msg = f"a message is exactly one of text, {', '.join(THINGS)}"
            raise ValueError(msg)
        if self.caption is not None and given[0] not in ("photo", "voice", "document", "video"):
            msg = f"a {given[0]} has no caption"
            raise ValueError(msg)
        return self


class Edit(Act):
    """A person's new words for an own message."""

    message_id: int
    text: Annotated[str, Field(min_length=1, max_length=4096)]


class Tapping(Act):
    """A tap on a button: by what it says or by the data behind it, which a modified client may invent."""

    message_id: int | None = None
    data: Annotated[str, Field(min_length=1)] | None = None
    label: str | None = None
    wait: Annotated[float, Field(ge=0, le=60)] = 5.0

    @model_validator(mode="after")
    def _one(self) -> Tapping:
        if (self.data is None) == (self.label is None):
            msg = "a tap has either label or data"
            raise ValueError(msg)
        if self.message_id is None and self.data is not None:
            msg = "data is behind a button of a message: give message_id"
            raise ValueError(msg)
        return self


class Reaction(Act):
    """An emoji on a message; none takes it away."""

    message_id: int
    emoji: str = ""


class Opening(Wish):
    """A link that a person opens, or a code that they scan."""

    sender: Annotated[int, Field(gt=0)] | Someone = Field(alias="from")
    url: str


class Block(Wish):
    """A person blocks the bot, or lets it write again."""

    user: int
    blocked: bool = True


class Join(Wish):
    """Someone's place in a group changes."""

    chat: int
    user: int | Someone
    status: Literal["creator", "administrator", "member", "restricted", "left", "kicked"] = "member"
    by: int | None = None


class Forum(Wish):
    """A group has topics or not, and the bot may manage them or not."""

    chat: int
    on: bool = True
    rights: bool = True


class TopicAct(Act):
    """What a person does with a topic."""

    do: Literal["open", "close", "reopen", "rename", "delete"]
    thread: int | None = None
    name: Annotated[str, Field(min_length=1, max_length=128)] | None = None


class Move(Wish):
    """The clock is pushed: played through, or in one jump."""

    advance: Annotated[float, Field(gt=0, le=400 * 86400)] | None = None
    jump: Annotated[float, Field(ge=-400 * 86400, le=400 * 86400)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Move:
        if (self.advance is None) == (self.jump is None):
            msg = "give either advance or jump, in seconds"
            raise ValueError(msg)
        return self


class Idle(Wish):
    """The bot has nothing left to do at a step of the clock."""

    step: int


class Raw(Wish):
    """An update as it is, readable or not."""

    update: dict[str, Any]


class Gone(Wish):
    """A message deleted on a phone."""

    chat: int
    message_id: int

"""Topics of a forum: which one a message goes into, and the methods that make, change and end them."""

from __future__ import annotations

from sandbox.chats import Chat, Json, Topic
from sandbox.chats import Message as Line
from sandbox.params import Args, Method, kinds
from sandbox.people import User
from sandbox.reach import reachable
from sandbox.refusals import bad
from sandbox.world import World

MOST_NAME = 128
#: The colours that an icon may have.
COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


def meant(world: World, chat: Chat, number: int | None, reply: Line | None = None) -> Topic | None:
    """Return the topic that a call writes into, or none; one that is not named is that of what it answers."""
    topic = chat.topic_of(reply) if number is None else chat.topics.get(number) if chat.forum else None
    if topic is None and number is not None:
        msg = "message thread not found"
        raise bad(msg)
    if topic is not None and topic.closed and not chat.manages(world.me.id, topic):
        msg = "TOPIC_CLOSED"
        raise bad(msg)
    return topic


def opened(world: World, chat: Chat, maker: User, name: str, color: int = COLORS[0]) -> tuple[Topic, Line]:
    """Open a topic with the line that says so."""
    line = world.add(chat, maker, {"forum_topic_created": {"name": name, "icon_color": color}})
    topic = chat.topics[line.id] = Topic(id=line.id, name=name, color=color, maker=maker.id)
    line.body |= topic.marks()
    return topic, line


def shut(world: World, chat: Chat, actor: User, topic: Topic, *, closed: bool) -> Line:
    """Close a topic or open it again, with the line that says so."""
    topic.closed = closed
    return world.add(chat, actor, {f"forum_topic_{'closed' if closed else 'reopened'}": {}}, topic=topic)


def renamed(world: World, chat: Chat, actor: User, topic: Topic, name: str) -> Line:
    """Give a topic another name, with the line that says so."""
    topic.name = name
    return world.add(chat, actor, {"forum_topic_edited": {"name": name}}, topic=topic)


def removed(world: World, chat: Chat, topic: Topic) -> None:
    """Take a topic away with all that stands in it; nobody is told."""
    for line in chat.there():
        line.deleted = line.deleted or line.body.get("message_thread_id") == topic.id
    del chat.topics[topic.id]
    world.feed.tell("chat", chat=chat.id)


def _create(world: World, args: Args) -> Json:
    chat = _forum(world, args)
    if not chat.manages(world.me.id):
        msg = "not enough rights to create a topic"
        raise bad(msg)
    color = args.get("icon_color", COLORS[0])
    if color not in COLORS:
        msg = "invalid icon color specified"
        raise bad(msg)
    name = _name(args)
    world.limits.spend(chat.id)
    return opened(world, chat, world.me, name, color)[0].face()


def _forum(world: World, args: Args) -> Chat:
    chat = reachable(world, args)
    if not chat.forum:
        msg = "the chat is not a forum"
        raise bad(msg)
    return chat


def _name(args: Args) -> str:
    # Telegram cuts what is too long without a word.
    name: str = args.get("name", "").strip()[:MOST_NAME]
    if not name:
        msg = "title must be non-empty"
        raise bad(msg)
    return name


def _changeable(world: World, args: Args) -> tuple[Chat, Topic]:
    chat = _forum(world, args)
    topic = chat.topics.get(args.get("message_thread_id", 0))
    if topic is None:
        msg = "TOPIC_ID_INVALID"
        raise bad(msg)
    if not chat.manages(world.me.id, topic):
        msg = "not enough rights to edit the topic"
        raise bad(msg)
    return chat, topic


def _edit(world: World, args: Args) -> bool:
    chat, topic = _changeable(world, args)
    name = _name(args)
    _unless_same(topic.name == name)
    world.limits.spend(chat.id)
    renamed(world, chat, world.me, topic, name)
    return True


def _unless_same(same: bool) -> None:
    if same:
        msg = "TOPIC_NOT_MODIFIED"
        raise bad(msg)


def _close(world: World, args: Args) -> bool:
    return _shut(world, args, closed=True)


def _reopen(world: World, args: Args) -> bool:
    return _shut(world, args, closed=False)


def _shut(world: World, args: Args, *, closed: bool) -> bool:
    chat, topic = _changeable(world, args)
    _unless_same(topic.closed == closed)
    world.limits.spend(chat.id)
    shut(world, chat, world.me, topic, closed=closed)
    return True


def _delete(world: World, args: Args) -> bool:
    chat, topic = _changeable(world, args)
    removed(world, chat, topic)
    return True


TOPIC = kinds("chat_id:chat message_thread_id:int")

METHODS = {
    "createForumTopic": Method(kinds("chat_id:chat name:str icon_color:int"), _create),
    "editForumTopic": Method(TOPIC | kinds("name:str"), _edit),
    "closeForumTopic": Method(TOPIC, _close),
    "reopenForumTopic": Method(TOPIC, _reopen),
    "deleteForumTopic": Method(TOPIC, _delete),
}

"""Methods that settle how the bot presents itself, and how its updates travel."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sandbox.chats import Json
from sandbox.params import Args, Method, kinds
from sandbox.refusals import bad
from sandbox.world import World

NAME = re.compile(r"/?[a-z0-9_]{1,32}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LANGUAGE = re.compile(r"([a-z]{2})?")
SCOPES = frozenset(
    [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
)


def _place(what: str, args: Args) -> str:
    """Return the key under which a language's (and scope's) words are kept."""
    language = args.get("language_code", "")
    if not LANGUAGE.fullmatch(language):
        msg = "invalid language code specified"
        raise bad(msg)
    scope = args.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or str(scope.get("type")) not in SCOPES:
        msg = "can't parse BotCommandScope: Unsupported type specified"
        raise bad(msg)
    return f"{what}:{language}:{sorted(scope.items())}"


def _set_commands(world: World, args: Args) -> bool:
    commands = args.get("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        msg = "can't parse commands JSON object"
        raise bad(msg)
    world.profile[_place("commands", args)] = [_command(each) for each in commands]
    world.feed.tell("profile")
    return True


def _command(given: Any) -> Json:
    if not isinstance(given, dict) or set(given) != {"command", "description"}:
        msg = "can't parse BotCommand: Expected an Object with command and description"
        raise bad(msg)
    if not NAME.fullmatch(str(given["command"])):
        msg = "BOT_COMMAND_INVALID"
        raise bad(msg)
    if not 1 <= len(str(given["description"])) <= 256:
        msg = "BOT_COMMAND_DESCRIPTION_INVALID"
        raise bad(msg)
    return {"command": given["command"].removeprefix("/"), "description": given["description"]}


def _get_commands(world: World, args: Args) -> list[Json]:
    commands: list[Json] = world.profile.get(_place("commands", args), [])
    return commands


def _delete_commands(world: World, args: Args) -> bool:
    world.profile.pop(_place("commands", args), None)
    return True


def _setter(what: str, most: int) -> Callable[[World, Args], bool]:
    def put(world: World, args: Args) -> bool:
        words = args.get(what, "")
        if len(words) > most:
            raise bad(f"{what.replace('_', ' ')} is too long")
        world.profile[_place(what, args)] = words
        world.feed.tell("profile")
        return True

    return put


def _getter(what: str) -> Callable[[World, Args], Json]:
    def get(world: World, args: Args) -> Json:
        return {what: world.profile.get(_place(what, args), "")}

    return get


def _set_webhook(world: World, args: Args) -> bool:
    url = args.get("url", "")
    if url and not _sound(url):
        msg = "bad webhook: An HTTPS URL must be provided for webhook"
        raise bad(msg)
    if "secret_token" in args and not SECRET.fullmatch(args["secret_token"]):
        msg = "secret token contains unallowed characters"
        raise bad(msg)
    if args.get("drop_pending_updates"):
        world.updates.clear()
    world.updates.allow(args.get("allowed_updates"))
    world.webhook = {"url": url, "secret_token": args.get("secret_token", "")}
    world.updates.nudge()
    return True


def _sound(url: str) -> bool:
    parts = urlsplit(url)
    # Telegram wants https; a test's own receiver on this machine may do without.
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"})


def _delete_webhook(world: World, args: Args) -> bool:
    if args.get("drop_pending_updates"):
        world.updates.clear()
    world.webhook = {"url": ""}
    world.updates.nudge()
    return True


def _webhook_info(world: World, args: Args) -> Json:
    waiting = {"has_custom_certificate": False, "pending_update_count": len(world.updates)}
    shown = {key: value for key, value in world.webhook.items() if key != "secret_token"}
    allowed = {"allowed_updates": sorted(world.updates.allowed)} if world.updates.allowed else {}
    return shown | waiting | allowed


COMMANDS = kinds("scope:json language_code:str")
LANG = kinds("language_code:str")

METHODS = {
    "setMyCommands": Method(COMMANDS | kinds("commands:json"), _set_commands),
    "getMyCommands": Method(COMMANDS, _get_commands),
    "deleteMyCommands": Method(COMMANDS, _delete_commands),
    "setMyName": Method(LANG | kinds("name:str"), _setter("name", 64)),
    "getMyName": Method(LANG, _getter("name")),
    "setMyDescription": Method(LANG | kinds("description:str"), _setter("description", 512)),
    "getMyDescription": Method(LANG, _getter("description")),
    "setMyShortDescription": Method(LANG | kinds("short_description:str"), _setter("short_description", 120)),
    "getMyShortDescription": Method(LANG, _getter("short_description")),
    "setWebhook": Method(
        kinds("url:str max_connections:int allowed_updates:json drop_pending_updates:bool secret_token:str"),
        _set_webhook,
    ),
    "deleteWebhook": Method(kinds("drop_pending_updates:bool"), _delete_webhook),
    "getWebhookInfo": Method({}, _webhook_info),
}

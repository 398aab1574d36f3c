"""Written: a scene as a page to read, in the order in which things were said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from tests.journeys.driver import Json, labels_of

ZONE = ZoneInfo("America/Los_Angeles")


def page(title: str, about: str, told: Sequence[Json], looks: Sequence[str]) -> str:
    """Return the transcript in Markdown: both chats side by side in time, buttons in brackets."""
    lines = [
        f"# {title}",
        "",
        about,
        "",
        "Written by `make stories`. Times are the clinic's. Nobody in it is real.",
        "",
    ]
    lines += [f"![{look}](../pictures/stories/{look})" for look in looks]
    return "\n".join([*lines, *_messages(told), ""])


def _messages(told: Sequence[Json]) -> Iterator[str]:
    day = ""
    for message in sorted(told, key=lambda each: (each["date"], each["side"] != "patient", each["id"])):
        moment = dt.datetime.fromisoformat(message["date"]).astimezone(ZONE)
        if f"{moment:%A}" != day:
            day = f"{moment:%A}"
            yield f"\n## {day}\n"
        yield _message(message, moment)


def _message(message: Json, moment: dt.datetime) -> str:
    """One line of who and when, then the words as a quotation; staff's chat is set apart."""
    who = "Bot" if message["from"]["bot"] else "Patient" if message["side"] == "patient" else message["from"]["name"]
    where = "" if message["side"] == "patient" else " (staff chat)"
    first = [*message["edits"], message["text"]][0]
    words = [f"> {line}".rstrip() for line in _body(message, first)]
    later = [f"> → {line}".rstrip() for line in _new_lines(first, message["text"])]
    return "\n".join([f"**{moment:%H:%M} {who}{where}**", *words, *later, ""])


def _new_lines(first: str, last: str) -> list[str]:
    """What an edit has put there in the end; a line that stood there before is not said again."""
    before = first.split("\n")
    return [line for line in last.split("\n") if line and line not in before]


def _body(message: Json, text: str) -> list[str]:
    """The words as they were first read, and the buttons that are there in the end."""
    kinds = [kind for kind in ("photo", "voice", "document", "sticker") if kind in message]
    lines = [f"*({kind})*" for kind in kinds] + [line.replace("*", "\\*") for line in text.split("\n")]
    labels = [f"[{label}]" for label in labels_of(message)]
    return [*lines, " ".join(labels)] if labels else lines

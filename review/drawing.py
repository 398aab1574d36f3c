"""Drawing: how templates become text. Whatever is put into one is escaped, and cleaned of what could disguise it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from messages import cards
from messages.said import clean
from messages.wording import Wording
from review.statics import Statics

FOLDER = Path(__file__).parent / "templates"
LANG = "en"


def environment(wording: Wording, statics: Statics, now: Callable[[], dt.datetime]) -> Environment:
    """Return the templates with the clinic's clock and words."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_cleaned,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    zone = wording.clinic.tz
    made.globals.update(static=statics.address, now=now, word=lambda key, **values: wording.text(LANG, key, **values))
    made.filters.update(
        clock=lambda moment: f"{moment.astimezone(zone):%H:%M}",
        day=lambda moment: _day(moment.astimezone(zone), now().astimezone(zone)),
        when=lambda moment: _when(moment.astimezone(zone), now().astimezone(zone)),
        iso=lambda moment: moment.astimezone(zone).isoformat(timespec="minutes"),
        age=lambda moment: age(now() - moment),
        why=lambda rule: cards.why_of(rule, wording),
        spaced=lambda name: str(name).replace("_", " "),
    )
    return made


def _cleaned(value: Any) -> Any:
    # Markup is ours; a name or a message is anybody's. Plain letters, which most are, hold nothing to take out.
    if not isinstance(value, str) or isinstance(value, Markup) or (value.isascii() and value.isprintable()):
        return value
    return clean(value)


def _day(moment: dt.datetime, now: dt.datetime) -> str:
    """Return the day in words that fit into a line: "Today", "Yesterday", "Tue 3 Mar"."""
    days = (now.date() - moment.date()).days
    near = {0: "Today", 1: "Yesterday", -1: "Tomorrow"}
    return near.get(days, f"{moment:%a} {moment.day} {moment:%b}")


def _when(moment: dt.datetime, now: dt.datetime) -> str:
    """Return a moment as short as it is clear: "10:30" today, "Tue 10:30" near, "Tue 3 Mar, 10:30" far."""
    days = abs((now.date() - moment.date()).days)
    clock = f"{moment:%H:%M}"
    if days == 0:
        return clock
    return f"{moment:%a} {clock}" if days < 6 else f"{moment:%a} {moment.day} {moment:%b}, {clock}"


def age(delta: dt.timedelta) -> str:
    """Return how long ago, in one unit, or two where that matters: "now", "12 min", "3 h 5 min", "2 days"."""
    minutes = int(delta.total_seconds() // 60)
    if minutes < 1:
        return "now"
    hours, rest = divmod(minutes, 60)
    if hours < 1:
        return f"{minutes} min"
    if hours < 12:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"

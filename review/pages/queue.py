"""The queue: who waits, the most serious first, and the few numbers of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web as http

from messages import cards, hours, promises
from messages.clinic import Clinic
from messages.wording import Wording
from records import audit, glances, queue
from records.models import Flag, Staff
from records.queue import Waiting
from records.store import Db
from review import due
from review.web import Routes, Shown, Visitor, Web

routes = Routes()
#: So many flags on one page.
LIMIT = 100
#: That the queue was seen is written down once in so long.
AGAIN = dt.timedelta(minutes=15)
#: What the page calls a level: what is less than urgent is all for review.
GROUPS = {
    "emergency": ("emergency",),
    "crisis": ("crisis",),
    "urgent": ("urgent",),
    "review": ("ask", "routine", "self_care", "none"),
}
ALL_LEVELS = tuple(level for levels in GROUPS.values() for level in levels)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which part of the queue somebody wants to see."""

    group: str
    mine: bool
    page: int

    @property
    def levels(self) -> tuple[str, ...]:
        """Return the levels it is about."""
        return GROUPS.get(self.group, ALL_LEVELS)


@routes.page("/queue")
async def show(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show the queue; that its words were seen is written down, once in a while."""
    values, now = await _values(request, web, visitor), web.now()
    if values["rows"]:
        await web.change(visitor, lambda db, person: _seen(db, person, now=now))
    return "queue.html", values


def _seen(db: Db, person: Staff, *, now: dt.datetime) -> None:
    if not glances.seen_lately(db, staff_id=person.id, subject="queue", action="queue.seen", since=now - AGAIN):
        audit.note(db, now=now, actor=f"staff:{person.id}", action="queue.seen", subject="queue")


@routes.page("/queue/live", awake=False)
async def live(request: http.Request, web: Web, visitor: Visitor) -> http.StreamResponse:
    """Give the list anew to a page that is open."""
    values = await _values(request, web, visitor)
    text = web.draw("queue_list.html", {"visitor": visitor, **values})
    return http.Response(text=text, content_type="text/html")


async def _values(request: http.Request, web: Web, visitor: Visitor) -> dict[str, Any]:
    asked, now = _asked(request), web.now()
    return await web.ask(visitor, lambda db, person: gather(db, web, person, asked, now=now))


def _asked(request: http.Request) -> Asked:
    group, page = request.query.get("level", ""), request.query.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Asked(group=group if group in GROUPS else "", mine=request.query.get("who") == "me", page=max(1, number))


def gather(db: Db, web: Web, person: Staff, asked: Asked, *, now: dt.datetime) -> dict[str, Any]:
    """Return what the list and the strip over it show."""
    places = web.desk.places(db, person)
    clinic = web.desk.clinic_of(next((place for place in places if place), ""))
    counts = queue.counts(db, places=places)
    held = queue.held(db, places=places, staff_id=person.id)
    groups = {name: sum(counts.get(level, 0) for level in levels) for name, levels in GROUPS.items()}
    total = sum(groups.values())
    # Behind a page that was emptied meanwhile stand the others.
    asked = replace(asked, page=min(asked.page, _pages(asked, groups, total)))
    rows = queue.page(
        db,
        places=places,
        levels=asked.levels,
        holder=person.id if asked.mine else None,
        offset=LIMIT * (asked.page - 1),
        limit=LIMIT,
    )
    return {
        "asked": asked,
        "groups": groups,
        "total": total,
        "held": held,
        "rows": [_row(db, web, person, each, now=now) for each in rows],
        "pages": _pages(asked, groups, total),
        "overdue": sum(_overdue(db, web, place, now=now) for place in places),
        "silent": queue.silent(db, places=places),
        "expected": queue.expected(db, places=places, until=_night(clinic, now)),
        "open_now": hours.is_open(clinic, now),
    }


def _overdue(db: Db, web: Web, place: str, *, now: dt.datetime) -> int:
    before = due.cutoffs(web.desk.clinic_of(place), ALL_LEVELS, now=now)
    return queue.overdue(db, places=[place], before=before)


def _pages(asked: Asked, groups: dict[str, int], total: int) -> int:
    # Nobody has more in hand than fits on a page.
    shown = 0 if asked.mine else groups.get(asked.group, total)
    return max(1, -(-shown // LIMIT))


def _night(clinic: Clinic, now: dt.datetime) -> dt.datetime:
    """Return the end of today on the clinic's clock."""
    tomorrow = now.astimezone(clinic.tz).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), clinic.tz).astimezone(dt.UTC)


def _row(db: Db, web: Web, person: Staff, waiting: Waiting, *, now: dt.datetime) -> dict[str, Any]:
    flag, wording = waiting.flag, web.desk.wording
    by = promises.by(web.desk.clinic_of(flag.location), flag.level, flag.clock)
    return {
        "flag": flag,
        "patient": waiting.patient,
        "who": web.desk.pseudonym(db, waiting.patient, waiting.visit),
        "group": group_of(flag.level),
        "why": "; ".join(why(wording, flag.rules)),
        "holder": waiting.holder,
        "mine": flag.taken_by == person.id,
        "by": by,
        "late": by < now and not answered(flag),
        "answered": answered(flag),
        "last": "" if withheld(flag.level, flag.rules) else _line(waiting.last),
        "withheld": bool(waiting.last) and withheld(flag.level, flag.rules),
    }


def why(wording: Wording, rules: Iterable[str]) -> Sequence[str]:
    """Return rules in staff's words, each once; what only raised the level stands last."""
    ordered = sorted(rules, key=lambda rule: rule.startswith("m0"))
    return tuple(dict.fromkeys(cards.why_of(rule, wording) for rule in ordered))


def answered(flag: Flag) -> bool:
    """Say whether who has it has replied or phoned: that fulfils the take, which then has no end."""
    return flag.state == "taken" and flag.lease_until is None


def group_of(level: str) -> str:
    """Return what the page calls a level."""
    return level if level in GROUPS else "review"


def withheld(level: str, rules: list[str]) -> bool:
    """Say whether words stay off a list that others may see over a shoulder: those about self-harm (people.md 23)."""
    return level == "crisis" or any(rule.startswith("r10") for rule in rules)


def _line(words: str) -> str:
    first = next(iter(words.strip().splitlines()), "")
    return first if len(first) <= 120 else f"{first[:119]}…"

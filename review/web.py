"""The web page: what every room of it shares. Rooms register their pages and deeds in a `Routes` each."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web as http

from records.models import Staff
from records.staff import ROLES
from records.store import Db, Store
from review import drawing
from review.desk import Desk, Told
from review.notices import Notices
from review.refusing import Refused
from review.statics import Statics
from review.visiting import Form, PageSettings, Visitor

__all__ = [
    "ALL",
    "CLINICAL",
    "LEAD",
    "WEB",
    "Form",
    "PageSettings",
    "Room",
    "Routes",
    "Shown",
    "Visitor",
    "Web",
    "Work",
    "web_of",
]

#: Who may see patients' words; who may do what holds none; who looks after the clinic's own affairs.
CLINICAL, ALL, LEAD = ("clinician", "lead"), ROLES, ("lead",)
T = TypeVar("T")
#: For so long a launch from Telegram is remembered: it opens the desk once.
LAUNCHES = dt.timedelta(minutes=7)


#: A template and its values.
Shown = tuple[str, dict[str, Any]]
#: What a deed does within its transaction; whoever does it has been looked at again there.
Work = Callable[[Db, Staff], "Told | Shown"]
Showing = Callable[[http.Request, "Web", Visitor], Awaitable["Shown | http.StreamResponse"]]
Doing = Callable[["Web", Form], Work]


@dataclass(frozen=True, kw_only=True)
class Room:
    """A registered page or deed: where it is and whose it is."""

    method: str
    path: str
    roles: Sequence[str]
    #: Where a deed leads when its form names no page to go back to.
    back: str = ""
    #: False where the browser asks by itself: that is no sign that somebody is there.
    awake: bool = True
    shows: Showing | None = None
    does: Doing | None = None


class Routes:
    """The pages and deeds of one room."""

    def __init__(self) -> None:
        """Begin with none."""
        self.rooms: list[Room] = []

    def page(self, path: str, *, roles: Sequence[str] = CLINICAL, awake: bool = True) -> Callable[[Showing], Showing]:
        """Register a page: it returns (template, values), or an answer of its own such as a file."""

        def register(shows: Showing) -> Showing:
            self.rooms.append(Room(method="GET", path=path, roles=roles, awake=awake, shows=shows))
            return shows

        return register

    def deed(self, path: str, *, roles: Sequence[str] = CLINICAL, back: str = "/queue") -> Callable[[Doing], Doing]:
        """Register a deed: it reads its form and returns the work, whose `Told` the next page says."""

        def register(does: Doing) -> Doing:
            self.rooms.append(Room(method="POST", path=path, roles=roles, back=back, does=does))
            return does

        return register


class Web:
    """What every request needs."""

    def __init__(self, store: Store, desk: Desk, settings: PageSettings, now: Callable[[], dt.datetime]) -> None:
        """Hold the truth, the desk's deeds and the clock; templates and files are read once."""
        self.store, self.desk, self.settings, self.now = store, desk, settings, now
        self._launched: dict[str, dt.datetime] = {}
        self.notices, self.statics = Notices(), Statics()
        self.rooms: list[Room] = []
        self.templates = drawing.environment(desk.wording, self.statics, now)

    def first_time(self, mark: str, now: dt.datetime) -> bool:
        """Say whether a launch is new, and remember it for as long as it would be believed."""
        self._launched = {each: at for each, at in self._launched.items() if now - at < LAUNCHES}
        if mark in self._launched:
            return False
        self._launched[mark] = now
        return True

    async def ask(self, visitor: Visitor, work: Callable[[Db, Staff], T]) -> T:
        """Ask the database for a page; who asks is looked at again in the same transaction."""
        return await self.store.read(lambda db: work(db, self.standing(db, visitor)))

    async def change(self, visitor: Visitor, work: Callable[[Db, Staff], T]) -> T:
        """Change something; who does it is looked at again in the same transaction."""
        return await self.store.write(lambda db: work(db, self.standing(db, visitor)))

    def standing(self, db: Db, visitor: Visitor) -> Staff:
        """Return who it is if her seat, her membership and her role still stand; else refuse."""
        person = self.desk.may(db, visitor.staff_id)
        if person is None:
            raise Refused("seat", staff_id=visitor.staff_id)
        if person.role != visitor.role:
            raise Refused("role", staff_id=visitor.staff_id)
        return person

    def show(
        self, name: str, values: Mapping[str, Any], *, visitor: Visitor | None, status: int = 200
    ) -> http.Response:
        """Draw a page."""
        told = None if visitor is None else self.notices.told(visitor.sitting_id)
        text = self.draw(name, {"visitor": visitor, "told": told, "rooms": self.rooms, **values})
        return http.Response(text=text, status=status, content_type="text/html")

    def draw(self, name: str, values: Mapping[str, Any]) -> str:
        """Return a template as text; what people wrote can only become text in it."""
        return self.templates.get_template(name).render(values)

    def csrf(self, token: str) -> str:
        """Return what the forms of a sitting carry."""
        secret = self.store.keys.secret(b"page.csrf")
        return hmac.new(secret, token.encode(), hashlib.sha256).hexdigest()


WEB = http.AppKey("web", Web)


def web_of(request: http.Request) -> Web:
    """Return what the application was made with."""
    return request.app[WEB]

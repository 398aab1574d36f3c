"""The ward: made-up patients with all that can be said and done, and staff of every role, at the review page."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from messages.said import Said
from records import answers, audit, checkins, flags, heard, invites, logins, notes, outgoing, patients, staff, visits
from records.checkins import Planned
from records.invites import Details
from records.lanes import Lane
from records.models import Flag, Outgoing, Patient, Staff
from records.store import Db, Store
from records.visits import Site
from review import app
from review.web import PageSettings
from tests.conftest import NOW
from tests.review.desk import STAFF_CHAT, Bench

ADDRESS = "http://desk.test"
ORIGIN = {"Origin": ADDRESS}
HOUR = dt.timedelta(hours=1)
ROLES = {"Ana": "clinician", "Ben": "lead", "Cleo": "front_desk", "Dora": "clinician"}
CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
CURVE = ((2, 4), (7, 6), (24, 3))


def seat(db: Db) -> None:
    """Give everyone a seat; all but the front desk are in the staff chat."""
    for number, (name, role) in enumerate(ROLES.items(), 501):
        staff.seat(db, user_id=number, name=name, role=role, now=NOW - 100 * HOUR)
        if role != "front_desk":
            staff.member(db, user_id=number, chat_id=STAFF_CHAT, is_present=True, now=NOW)


def person(db: Db, name: str) -> Staff:
    """Return somebody of staff by her name, also after she left."""
    return next(each for each in db.query(Staff).all() if each.name == name)


def enrol(
    db: Db, chat_id: int, *, initials: str = "JM", lang: str = "en", place: str = "", hours: float = 26
) -> Patient:
    """Write a patient with a running visit that ended so many hours ago."""
    details = Details(initials=initials, ended_at=NOW - hours * HOUR, phone="555 0177")
    made = invites.make(db, details=details, made_by=None, made_in=None, now=NOW - hours * HOUR)
    patient = patients.enrol(
        db, ref=made.invite.patient_ref, chat_id=chat_id, initials=initials, zone="America/Los_Angeles", lang=lang,
        consent_version="1", now=NOW - hours * HOUR,
    )  # fmt: skip
    visit = visits.confirm(
        db, patient_id=patient.id, invite=made.invite, ended_at=NOW - hours * HOUR,
        site=Site(area="upper_back", side="left", technique="dry needling", clinician="Ana", age_band="52"),
        plan_version="3", now=NOW - hours * HOUR,
    )  # fmt: skip
    visit.location = place
    db.flush()
    return patient


def lift(db: Db, patient: Patient, level: str, *rules: str, ago: float = 0.5) -> Flag:
    """Raise a flag so many hours ago."""
    visit = visits.latest(db, patient.id)
    at = NOW - ago * HOUR
    raised = flags.raise_(
        db, patient_id=patient.id, visit_id=None if visit is None else visit.id, level=level, rules=rules, now=at
    )
    return raised.flag


def hears(db: Db, patient: Patient, words: str | None, *, ago: float, level: str = "none", **more: Any) -> None:
    """Let her write something."""
    heard.remember(
        db, patient, message_id=int(NOW.timestamp() - ago * 3600) % 10**9, kind=more.pop("kind", "text"), words=words,
        level=level, rules=more.pop("rules", ()), symptoms=more.pop("symptoms", ()), topic=None, lang=patient.lang,
        understood=True, content_version="1", now=NOW - ago * HOUR,
    )  # fmt: skip


def says(db: Db, patient: Patient, words: str, *, ago: float, label: str = "talk", state: str = "sent") -> None:
    """Let the bot say something to her, and let it come to a state."""
    row = outgoing.say(
        db, now=NOW - ago * HOUR, lane=Lane.REPLY, chat_id=patient.chat_id, body=Said(text=words).model_dump_json(),
        owner=patient.ref, label=label, patient_id=patient.id,
    )  # fmt: skip
    out = db.get_one(Outgoing, row)
    out.state, out.sent_at = state, (NOW - ago * HOUR) if state == "sent" else None
    db.flush()


def course(db: Db, patient: Patient) -> None:
    """Ask her three times how sore she is; the fourth time is to come."""
    visit = visits.latest(db, patient.id)
    assert visit is not None
    moments = [*(hours for hours, _ in CURVE), 48]
    planned = [
        Planned(step=f"c{number}", due_at=visit.ended_at + at * HOUR, window_end=visit.ended_at + (at + 12) * HOUR)
        for number, at in enumerate(moments, 1)
    ]
    checkins.plan(db, visit_id=visit.id, plan_version="3", steps=planned)
    for row, (_, score) in zip(checkins.of_visit(db, visit.id), CURVE, strict=False):
        answers.keep(db, checkin_id=row.id, question="soreness", value=str(score), done=True, now=row.due_at)
        row.state, row.settled_at = "answered", row.due_at
    db.flush()


def story(db: Db) -> Flag:
    """One patient to whom everything happened; return her open flag."""
    jm = enrol(db, 7001)
    jm.modifiers = ["blood_thinner"]
    course(db, jm)
    says(db, jm, "Hi. How are you after your session?", ago=24, label="question")
    hears(db, jm, "a bit sore, and I felt dizzy on the way home", ago=23.9, level="routine", symptoms=["dizziness"])
    old = lift(db, jm, "urgent", "r21", ago=20)
    flags.resolve(db, old, staff_id=person(db, "Ana").id, outcome="phoned", now=NOW - 18 * HOUR)
    ana = person(db, "Ana")
    audit.note(
        db, now=NOW - 18 * HOUR, actor=f"staff:{ana.id}", action="flag.resolved", subject=old.ref, outcome="phoned"
    )
    says(db, jm, "Rest today.\n— Ana, clinic team", ago=18, label="staff_reply")
    says(db, jm, "Time for your second check.", ago=4, state="uncertain")
    hears(db, jm, None, ago=3, kind="photo", level="routine")
    notes.add(db, patient_id=jm.id, flag_id=None, staff_id=ana.id, words="Prefers a call after 5.", now=NOW - 2 * HOUR)
    hears(
        db, jm, "The bruise is bigger than my hand now\nand it is hard", ago=0.5, level="urgent", symptoms=["bruising"]
    )
    return lift(db, jm, "urgent", "r21", "m03")


def several(db: Db) -> dict[str, Flag]:
    """A morning's queue: one flag of each level beside the story's; return them by initials."""
    found = {"JM": story(db)}
    made = (
        ("AB", "emergency", "r01", 0.1, "en", "my chest hurts when I breathe in"),
        ("CD", "crisis", "r10", 0.2, "en", "I do not want to be here any more"),
        ("LP", "routine", "r16", 30, "es", "tengo hormigueo en la mano"),
        ("EF", "routine", "r25_asked_clinic", 5, "en", "Can I swim tomorrow?"),
    )
    for number, (initials, level, rule, ago, lang, words) in enumerate(made, 7002):
        patient = enrol(db, number, initials=initials, lang=lang, hours=ago + 3)
        hears(db, patient, words, ago=ago, level=level, rules=[rule])
        found[initials] = lift(db, patient, level, rule, ago=ago)
    return found


class Visitor:
    """Somebody's browser."""

    def __init__(self, client: TestClient[Request, Application], ward: Ward) -> None:
        """Hold her client; `cookie` is what it keeps."""
        self.client, self.ward = client, ward

    async def gets(self, path: str, **more: Any) -> ClientResponse:
        """Open a page, without following it elsewhere."""
        return await self.client.get(path, allow_redirects=False, **more)

    async def sees(self, path: str) -> str:
        """Open a page that must be there."""
        answer = await self.client.get(path)
        assert 200 == answer.status, await answer.text()
        return await answer.text()

    async def csrf(self, path: str = "/figures") -> str:
        """Return what the forms of her sitting carry."""
        found = CSRF.search(await (await self.client.get(path)).text())
        return "" if found is None else found[1]

    async def posts(self, path: str, *, headers: dict[str, str] | None = None, **fields: Any) -> ClientResponse:
        """Send a form as our own page does."""
        if "csrf" not in fields:
            fields["csrf"] = self.ward.csrf.get(id(self), "")
        ours = {"Origin": self.ward.settings.origin} | (headers or {})
        return await self.client.post(path, data=fields, headers=ours, allow_redirects=False)

    async def does(self, path: str, **fields: Any) -> str:
        """Send a form that is accepted, and return the page it leads to."""
        answer = await self.posts(path, **fields)
        assert 303 == answer.status, await answer.text()
        return await self.sees(answer.headers["Location"])


class Ward:
    """The page with its store and desk; time stands still until it is moved."""

    def __init__(self, store: Store, settings: PageSettings | None = None) -> None:
        """Make the application."""
        self.store, self.now, self.desk = store, NOW, Bench()
        self.settings = settings or PageSettings(address=ADDRESS)
        self.app = app.make(store, self.desk, self.settings, lambda: self.now)
        self.server = TestServer(self.app)
        self.clients: list[TestClient[Request, Application]] = []
        self.csrf: dict[int, str] = {}
        store.write_now(seat)

    def later(self, **delta: float) -> None:
        """Move the clock."""
        self.now += dt.timedelta(**delta)

    async def stranger(self) -> Visitor:
        """Return somebody who has not logged in."""
        client = TestClient(self.server)
        await client.start_server()
        self.clients.append(client)
        return Visitor(client, self)

    def link(self, name: str) -> str:
        """Return what a login link of somebody carries."""
        return self.store.write_now(lambda db: logins.make(db, staff_id=person(db, name).id, now=self.now))

    async def enters(self, name: str) -> Visitor:
        """Let somebody log in by her link."""
        visitor, token = await self.stranger(), self.link(name)
        answer = await visitor.posts("/login", t=token)
        assert 303 == answer.status, await answer.text()
        found = CSRF.search(await (await visitor.client.get(answer.headers["Location"])).text())
        self.csrf[id(visitor)] = "" if found is None else found[1]
        return visitor

    def lines(self, action: str = "page.") -> list[dict[str, Any]]:
        """Return what the audit says of an action, oldest first."""
        rows = self.store.read_now(lambda db: audit.newest(db, action=action, limit=10_000))
        return [{"actor": row.actor, "action": row.action, "subject": row.subject, **row.details} for row in rows][::-1]

    def all_rows(self) -> str:
        """Return the flags as they stand, to see that nothing was changed."""
        rows = self.store.read_now(lambda db: db.query(Flag).order_by(Flag.id).all())
        keys = ("id", "level", "state", "taken_by", "lease_until", "snoozed_until", "resolved_by", "outcome")
        return json.dumps([{key: str(getattr(row, key)) for key in keys} for row in rows])

    async def close(self) -> None:
        """Close every browser and the server."""
        for client in self.clients:
            await client.close()

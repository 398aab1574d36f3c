"""Start: what `/start` means for whoever sends it; nothing is created that should not be."""

from __future__ import annotations

import datetime as dt
import re

from telegram import Message

from bot import enrol, joining, language, notices, planned, poster
from bot.door import Work
from bot.house import House
from records import audit, invites, links, patients, staff
from records.models import Invite, Patient
from records.store import Db
from scheduler import say

#: What a `/start` link may carry.
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


def carries(rest: str) -> bool:
    """Say whether what stands behind `/start` is a link's token and no words."""
    return bool(TOKEN.fullmatch(rest)) or rest == poster.CODE


def start(house: House, message: Message, payload: str) -> Work:
    """Answer `/start`: a patient's link, a colleague's link, the poster's, or none."""
    now, chat_id = house.now(), message.chat_id
    user_id = message.from_user.id if message.from_user else 0
    lang = language.of_app(house, message)

    def work(db: Db) -> None:
        staff.opened_chat(db, user_id)
        token = TOKEN.fullmatch(payload)
        invite = invites.by_token(db, payload) if token else None
        link = links.by_token(db, payload) if token and invite is None else None
        if not house.may_enrol and (invite is not None or payload == poster.CODE):
            _say(db, house, chat_id, patients.by_chat(db, chat_id), "not_ready", lang=lang, now=now)
        elif link is not None:
            joining.join(db, house, link, chat_id, user_id, now=now)
        elif payload == poster.CODE and house.config.enrolment.poster:
            poster.start(db, house, chat_id, lang=lang, now=now)
        elif invite is None:
            _without(db, house, chat_id, user_id, payload, lang=lang, now=now)
        else:
            _with(db, house, invite, chat_id, user_id, lang=lang, now=now)

    return work


def _without(db: Db, house: House, chat_id: int, user_id: int, payload: str, *, lang: str, now: dt.datetime) -> None:
    """Greet whoever it is: a patient again, a colleague, or someone without a link."""
    patient = patients.by_chat(db, chat_id)
    if payload:
        key = "link_unknown"
    elif patient is not None:
        key = "welcome_back"
    else:
        key = _colleague(db, user_id) or "stranger"
    _say(db, house, chat_id, patient, key, lang=lang, now=now)


def _colleague(db: Db, user_id: int) -> str | None:
    """Return the greeting of a colleague, which names what she can do here; none for anyone else."""
    person = staff.by_user(db, user_id)
    if person is None:
        return None
    return "staff_welcome_desk" if person.role == staff.FRONT_DESK else "staff_welcome"


def _say(db: Db, house: House, chat_id: int, patient: Patient | None, key: str, *, lang: str, now: dt.datetime) -> None:
    said = house.wording.said(patient.lang if patient else lang, key)
    if patient is not None:
        said = said.model_copy(update={"keyboard": planned.keyboard(house, patient)})
    say.to_chat(db, chat_id, said, now=now, label=key)


def _with(db: Db, house: House, invite: Invite, chat_id: int, user_id: int, *, lang: str, now: dt.datetime) -> None:
    patient = patients.by_chat(db, chat_id)
    if patient is None and staff.by_user(db, user_id) is not None:
        # A colleague who tries the link must not use it up.
        _say(db, house, chat_id, None, "link_for_patient", lang=lang, now=now)
    elif invites.open_(db, invite, chat_id=chat_id, now=now):
        invites.speak(db, invite, lang=invite.lang or lang)
        _opened(db, house, invite, chat_id, patient, now=now)
    else:
        _say(db, house, chat_id, patient, _why_not(invite, patient, now), lang=lang, now=now)


def _why_not(invite: Invite, patient: Patient | None, now: dt.datetime) -> str:
    """Return the answer to a link that cannot be used (again)."""
    if patient is not None and invite.patient_id == patient.id:
        return "welcome_back"
    waiting = invite.state in ("made", "opened", "expired")
    return "link_expired" if invite.state == "expired" or (waiting and invite.expires_at <= now) else "link_used"


def _opened(db: Db, house: House, invite: Invite, chat_id: int, patient: Patient | None, *, now: dt.datetime) -> None:
    audit.note(db, now=now, actor="invited", action="invite.opened", subject=invite.ref)
    notices.tell(db, house, invite, "staff_invite_opened", now=now)
    if patient is None:
        say.to_chat(db, chat_id, enrol.consent(db, house, invite, now=now), now=now, label="consent")
    else:
        say.to_chat(db, chat_id, enrol.same(db, house, invite, patient, now=now), now=now, label="same")

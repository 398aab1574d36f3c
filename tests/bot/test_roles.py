"""Roles: every button of a card and every command of staff, for everybody who might try."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import cardtaps, staffcommands
from bot.taps import Tap
from records import staff
from records.models import Audit, Flag, Member, Outgoing
from records.store import Db
from tests.bot.town import ANA, BEN, CLEO, EVE, STAFF_CHAT, Town
from tests.trace import roles

#: Who tries: a clinician and the lead in the chat, the front desk, a clinician who left the chat, one whose seat ended,
#: somebody in the chat without a seat, and a stranger.
GONE, ENDED, GUEST = 504, 505, 506
WHO = {"clinician": ANA, "lead": BEN, "front desk": CLEO, "left the chat": GONE, "no seat any more": ENDED,
       "in the chat, no seat": GUEST, "stranger": EVE}  # fmt: skip


@pytest.fixture
async def staffed(town: Town) -> Town:
    """Everybody of `WHO`, and one urgent flag."""

    def work(db: Db) -> None:
        for number, name in ((GONE, "Dora"), (ENDED, "Edo")):
            staff.seat(db, user_id=number, name=name, role="clinician", now=town.now)
        for number, present in ((GONE, False), (ENDED, True), (GUEST, True), (CLEO, False), (EVE, False)):
            staff.member(db, user_id=number, chat_id=STAFF_CHAT, is_present=present, now=town.now)
        person = staff.by_user(db, ENDED)
        assert person is not None
        staff.leave(db, person, now=town.now)

    await town.enrolled()
    await town.house.store.write(work)
    await town.says("I have a fever and feel cold")
    return town


async def picture(town: Town) -> tuple[object, ...]:
    """Return what a deed could change."""

    def look(db: Db) -> tuple[object, ...]:
        flag = db.scalars(select(Flag)).one()
        said = db.scalar(select(func.count()).select_from(Outgoing))
        return flag.state, flag.taken_by, flag.rings, flag.snoozed_until, flag.outcome, said

    return await town.house.store.read(look)


async def refusals(town: Town) -> int:
    """Count the refusals that were written down."""
    refused = select(func.count()).select_from(Audit).where(Audit.action == "tap.refused")
    return await town.house.store.read(lambda db: db.scalar(refused) or 0)


@pytest.mark.holds("people:23", "people:27")
@pytest.mark.parametrize("who", WHO)
async def test_every_button_for_everybody(staffed: Town, who: str) -> None:
    """Clinician and lead who are in the chat may press each button of a card; for anyone else nothing changes."""
    flag = await staffed.flag()
    assert flag is not None
    for action in cardtaps.ACTS:
        data = staffed.house.signer.sign(Tap(action=action, ref=flag.ref), chat_id=STAFF_CHAT)
        before, refused = await picture(staffed), await refusals(staffed)
        await staffed.forge(STAFF_CHAT, WHO[who], data)
        assert roles.may_press(who) == (refused == await refusals(staffed)), action
        if not roles.may_press(who):
            assert before == await picture(staffed), action


@pytest.mark.parametrize("who", WHO)
async def test_every_command_for_everybody(staffed: Town, who: str) -> None:
    """In the staff chat all of staff's commands, for clinician and lead who are there; each other gets one sentence."""
    only = staffed.house.wording.text("en", "staff_only")
    for name in staffcommands.HERE:
        said = await staffed.hear(STAFF_CHAT, WHO[who], f"/{name}")
        assert roles.may_press(who) == (only not in said), name


@pytest.mark.parametrize("who", WHO)
async def test_every_private_command_for_everybody(staffed: Town, who: str) -> None:
    """Alone with the bot: the front desk has links and page, clinicians their duty too, nobody else anything."""
    chat = WHO[who]
    for name in staffcommands.PRIVATE_OF_CLINICIANS:
        help_ = staffed.house.wording.text("en", "staff_help_private")
        shut = staffed.house.wording.text("en", "staff_not_member")
        said = await staffed.hear(chat, chat, f"/{name}")
        stranger = staffed.house.wording.text("en", "stranger")
        refused = any(text in (help_, shut, stranger) or text.startswith(stranger[:20]) for text in said)
        assert roles.may_ask(who, name) == (not refused), (name, said)


def test_the_page_shows_every_cell() -> None:
    """docs/roles.md is made of the registered rooms, buttons and commands; a new one must be written there."""
    assert Path(roles.PAGE).read_text(encoding="utf-8") == roles.page()


async def test_a_membership_that_nobody_knows_is_none(staffed: Town) -> None:
    """Telegram does not answer and nothing is kept: closed, not open."""

    def forget(db: Db) -> None:
        for row in db.scalars(select(Member)).all():
            db.delete(row)

    await staffed.house.store.write(forget)
    flag = await staffed.flag()
    assert flag is not None
    data = staffed.house.signer.sign(Tap(action="take", ref=flag.ref), chat_id=STAFF_CHAT)
    await staffed.forge(STAFF_CHAT, EVE, data)
    assert 1 == await refusals(staffed)

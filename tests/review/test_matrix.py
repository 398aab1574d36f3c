"""The matrix: every registered page and deed, for every role and for nobody. A new room must find its line here."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from records.keys import Keys
from records.store import Inline, Store, open_store
from tests.review.ward import ROLES, Visitor, Ward

#: Doors without a guard: each checks for itself.
OPEN = {"/", "/login", "/app", "/logout", "/static/{name}"}
#: What is no clinician's alone, by the first word of its address; all else shows patients' words.
FOR_ALL, FOR_LEAD = ("invites", "poster", "figures"), ("audit",)
WHO = (*ROLES, "nobody")


def _store() -> Store:
    inline = Inline()
    return open_store("sqlite://", Keys.in_memory(), write_on=inline, read_on=inline)


def _rooms() -> list[str]:
    routes = Ward(_store()).app.router.routes()
    found = {f"{each.method} {each.resource.canonical}" for each in routes if each.resource is not None}
    return sorted(each for each in found if not each.startswith("HEAD") and each.partition(" ")[2] not in OPEN)


ROOMS = _rooms()


def may(who: str, room: str) -> bool:
    """Say whether somebody may, as the rules of the desk say and not as the page happens to be registered."""
    first = room.split("/")[1]
    if first in FOR_ALL:
        return who in ROLES
    return ROLES.get(who) in (("lead",) if first in FOR_LEAD else ("clinician", "lead"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visitors() -> AsyncIterator[dict[str, Visitor]]:
    """Somebody of each role who is logged in, and a stranger."""
    ward = Ward(_store())
    made = {name: await ward.enters(name) for name in ROLES}
    yield made | {"nobody": await ward.stranger()}
    await ward.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("room", ROOMS)
async def test_who_may_do_what(visitors: dict[str, Visitor], room: str, who: str) -> None:
    """A room opens to its roles and to nobody else; what is refused is written down, but for a stranger's look."""
    visitor, (method, path) = visitors[who], room.split(" ")
    where = re.sub(r"\{\w+\}", "x" * 16, path)
    before = len(visitor.ward.lines("page.refused"))
    answer = await (visitor.gets(where) if method == "GET" else visitor.posts(where))
    assert may(who, room) == (answer.status != 403), answer.status
    if not may(who, room) and (who, method) != ("nobody", "GET"):
        (line,) = visitor.ward.lines("page.refused")[before:]
        assert ("login" if who == "nobody" else "role", room) == (line["why"], line["route"])


def test_the_front_desk_reaches_no_words() -> None:
    """Queue, patients, flags, search, feedback and the audit are closed to it."""
    closed = {room.split("/")[1] for room in ROOMS if not may("Cleo", room)}
    assert {"queue", "patient", "flag", "search", "feedback", "try", "audit", "duty"} == closed

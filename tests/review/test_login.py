"""Login: a link lets one person in once, by a button; cookies stay with this site; the way out is final."""

from __future__ import annotations

import pytest

from records import sittings, staff
from records.models import Sitting
from records.store import Db, Store
from review.web import PageSettings
from tests.conftest import NOW
from tests.review.ward import Ward, person


async def test_looking_at_a_link_does_not_spend_it(ward: Ward) -> None:
    """A preview opens the link; the person's button still works."""
    preview, token = await ward.stranger(), ward.link("Ana")
    for _ in range(2):
        assert "Log in as Ana" in await preview.sees(f"/login?t={token}")
    answer = await preview.posts("/login", t=token)
    assert (303, "/queue") == (answer.status, answer.headers["Location"])


async def test_a_link_works_once(ward: Ward) -> None:
    """A replayed link lets nobody in, is told kindly, and is written down with whose it was."""
    first, second, token = await ward.stranger(), await ward.stranger(), ward.link("Ana")
    assert 303 == (await first.posts("/login", t=token)).status
    answer = await second.posts("/login", t=token)
    assert (403, True) == (answer.status, "does not work any more" in await answer.text())
    assert 403 == (await second.gets(f"/login?t={token}")).status
    assert 403 == (await second.gets("/queue")).status
    ana = ward.store.read_now(lambda db: person(db, "Ana").id)
    refused = [line for line in ward.lines() if line["action"] == "page.refused"]
    assert (f"staff:{ana}", "link") == (refused[0]["actor"], refused[0]["why"])


@pytest.mark.parametrize("token", ["", "nothing", "x" * 5000, "\x00é"])
async def test_an_unknown_link_lets_nobody_in(ward: Ward, token: str) -> None:
    """What is no link of ours is refused and written down, without what was in it."""
    stranger = await ward.stranger()
    answer = await stranger.posts("/login", t=token)
    assert 403 == answer.status
    assert [{"action": "page.refused", "actor": "page", "subject": "", "why": "link", "route": "POST /login"}] == (
        ward.lines()
    )


async def test_a_link_is_good_for_ten_minutes(ward: Ward) -> None:
    """After that it is too old, and stays so."""
    stranger, token = await ward.stranger(), ward.link("Ana")
    ward.later(minutes=10)
    assert 403 == (await stranger.gets(f"/login?t={token}")).status
    assert 403 == (await stranger.posts("/login", t=token)).status


async def test_a_login_needs_a_seat(ward: Ward) -> None:
    """Whoever left between the link and the button stays outside, and the link is spent."""
    stranger, token = await ward.stranger(), ward.link("Ana")
    ward.store.write_now(lambda db: staff.leave(db, person(db, "Ana"), now=NOW))
    answer = await stranger.posts("/login", t=token)
    assert (403, True) == (answer.status, "Your seat has ended" in await answer.text())
    assert "Set-Cookie" not in answer.headers
    assert 0 == ward.store.read_now(lambda db: db.query(Sitting).count())


async def test_everyone_begins_where_the_role_works(ward: Ward) -> None:
    """Clinicians see the queue first, the front desk its invites."""
    for name, place in (("Ana", "/queue"), ("Ben", "/queue"), ("Cleo", "/invites")):
        visitor = await ward.stranger()
        answer = await visitor.posts("/login", t=ward.link(name))
        assert place == answer.headers["Location"]
        assert place == (await visitor.gets("/")).headers["Location"]


@pytest.mark.parametrize(
    ("address", "name", "flags"),
    [("http://desk.test", "desk", ()), ("https://desk.test", "__Host-desk", ("Secure",))],
)
async def test_the_cookie_stays_with_this_site(memory: Store, address: str, name: str, flags: tuple[str, ...]) -> None:
    """No script reads it, no other site sends it, over https it never leaves https, and no table holds it."""
    ward = Ward(memory, PageSettings(address=address))
    visitor = await ward.stranger()
    answer = await visitor.posts("/login", t=ward.link("Ana"))
    cookie = answer.headers["Set-Cookie"]
    kept, *marks = cookie.split("; ")
    assert f"{name}=" == kept[: len(name) + 1]
    assert {"HttpOnly", "SameSite=Strict", "Path=/", *flags} == set(marks)
    token = kept.partition("=")[2]
    assert token not in str(ward.store.read_now(lambda db: [row.token_hash for row in db.query(Sitting).all()]))
    await ward.close()


async def test_logging_out_ends_the_sitting(ward: Ward) -> None:
    """The cookie is of no use afterwards, even where a browser kept it."""
    ana = await ward.enters("Ana")
    kept = next(iter(ana.client.session.cookie_jar)).value
    answer = await ana.posts("/logout")
    assert (200, True) == (answer.status, "You are logged out" in await answer.text())
    assert 403 == (await ana.gets("/queue", headers={"Cookie": f"desk={kept}"})).status
    assert ["page.login", "page.logout", "page.refused"][:2] == [line["action"] for line in ward.lines()][:2]


async def test_logging_out_needs_the_forms_own_mark(ward: Ward) -> None:
    """Nobody else can log her out."""
    ana = await ward.enters("Ana")
    assert 403 == (await ana.posts("/logout", csrf="0" * 64)).status
    assert 200 == (await ana.gets("/queue")).status


async def test_leaving_ends_every_sitting(ward: Ward) -> None:
    """Two browsers of one person are both outside at once; a colleague's is not."""
    first, second, ben = await ward.enters("Ana"), await ward.enters("Ana"), await ward.enters("Ben")

    def leave(db: Db) -> int:
        return sittings.end_all(db, person(db, "Ana").id, now=NOW)

    assert 2 == ward.store.write_now(leave)
    assert [403, 403, 200] == [(await each.gets("/queue")).status for each in (first, second, ben)]

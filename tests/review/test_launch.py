"""Launch: Telegram's word for who opened the page is believed only whole, fresh, and of a person with a seat."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest

from records.store import Store
from review.web import PageSettings
from tests.conftest import NOW
from tests.review.ward import Ward

KEY = hmac.new(b"WebAppData", b"1:token", hashlib.sha256).digest()
AT = int(NOW.timestamp())


def said(key: bytes = KEY, **changed: object) -> str:
    """Return what Telegram says of a launch, signed; a field may be changed before."""
    fields = {"auth_date": AT, "query_id": "AAE", "user": json.dumps({"id": 501, "first_name": "A&na=ü"})} | changed
    checked = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    return urlencode(fields | {"hash": hmac.new(key, checked.encode(), hashlib.sha256).hexdigest()})


@pytest.fixture
async def app(memory: Store) -> AsyncIterator[Ward]:
    """A ward that is a Mini App."""
    made = Ward(memory, PageSettings(address="http://desk.test", mini_app_key=KEY))
    yield made
    await made.close()


async def test_a_launch_sits_down(app: Ward) -> None:
    """Whoever Telegram names gets a sitting of her own, and her membership was looked up."""
    visitor = await app.stranger()
    answer = await visitor.posts("/app", init=said())
    assert (303, "/queue") == (answer.status, answer.headers["Location"])
    assert 200 == (await visitor.gets("/queue")).status
    assert 501 in app.desk.seen
    assert "app" == app.lines("page.login")[0]["how"]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "hash=",
        said(b"another bot's key"),
        said() + "&user=%7B%22id%22%3A502%7D",
        said().replace("501", "502"),
        said(auth_date=AT - 301),
        said(auth_date=AT + 61),
        said(auth_date="yesterday"),
        said(auth_date="9" * 30),
        said(user="[]"),
        said(user="{}"),
        said(user=json.dumps({"id": True})),
        said(user=json.dumps({"id": "501"})),
        said(user=json.dumps({"id": 999})),
    ],
    ids=range(14),
)
async def test_a_false_launch_stays_outside(app: Ward, data: str) -> None:
    """Forged, changed, old, from tomorrow, or of a stranger: refused in words, and written down."""
    visitor = await app.stranger()
    answer = await visitor.posts("/app", init=data)
    assert (403, True) == (answer.status, "could not be checked" in await answer.text())
    assert "launch" == app.lines()[-1]["why"]
    assert 403 == (await visitor.gets("/queue")).status


@pytest.mark.parametrize("late", [300, -60])
async def test_a_launch_may_be_a_little_off(app: Ward, late: int) -> None:
    """Five minutes old, or a minute ahead, is still believed."""
    assert 303 == (await (await app.stranger()).posts("/app", init=said(auth_date=AT - late))).status


async def test_only_the_launch_page_may_be_framed_by_telegram(app: Ward) -> None:
    """Its policy names Telegram's script and frame; every other page's names neither."""
    stranger = await app.stranger()
    launch, other = await stranger.gets("/app"), await stranger.gets("/login?t=x")
    assert "frame-ancestors https://web.telegram.org" in launch.headers["Content-Security-Policy"]
    assert "https://telegram.org/js/telegram-web-app.js" in await launch.text()
    assert "telegram" not in other.headers["Content-Security-Policy"] + await other.text()


async def test_without_https_there_is_no_launch(ward: Ward) -> None:
    """A page that is no Mini App has no such door."""
    stranger = await ward.stranger()
    assert [404, 404] == [(await stranger.gets("/app")).status, (await stranger.posts("/app", init=said())).status]


async def test_a_launch_opens_the_desk_once(app: Ward) -> None:
    """The same words of Telegram's, sent again by somebody who overheard them, are nothing."""
    first, second = await app.stranger(), await app.stranger()
    data = said(query_id="once")
    assert 303 == (await first.posts("/app", init=data)).status
    assert 403 == (await second.posts("/app", init=data)).status
    assert 403 == (await second.gets("/queue")).status

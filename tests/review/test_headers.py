"""Headers: every answer, whatever came of it, tells the browser what it may do with it."""

from __future__ import annotations

import pytest

from records.store import Store
from review.statics import Statics
from review.web import PageSettings
from tests.review.ward import Ward

ANSWERS = ("/", "/login", "/queue", "/static/desk.css", "/static/none.css", "/nothing", "/flag/x/take", "/app")


@pytest.mark.parametrize("path", ANSWERS)
@pytest.mark.parametrize("inside", [True, False])
async def test_every_answer_is_guarded(ward: Ward, path: str, inside: bool) -> None:
    """Pages, redirects, files and errors: no frames, no scripts of others, no guessing of kinds, no referrer."""
    visitor = await (ward.enters("Ana") if inside else ward.stranger())
    headers = (await visitor.gets(path)).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert ("'none'", "'self'", "'none'") == (policy["default-src"], policy["style-src"], policy["base-uri"])
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert ("nosniff", "same-origin") == (headers["X-Content-Type-Options"], headers["Referrer-Policy"])
    if path != "/app":
        assert ("'self'", "'none'", "DENY") == (
            policy["script-src"],
            policy["frame-ancestors"],
            headers["X-Frame-Options"],
        )
    if path != "/static/desk.css":
        assert "no-store" == headers["Cache-Control"]
    assert "Strict-Transport-Security" not in headers


async def test_https_stays_https(memory: Store) -> None:
    """Once seen by https, a browser comes by https."""
    ward = Ward(memory, PageSettings(address="https://desk.test"))
    assert "max-age" in (await (await ward.stranger()).gets("/login")).headers["Strict-Transport-Security"]
    await ward.close()


async def test_a_file_with_its_mark_is_kept_and_without_is_asked_about(ward: Ward) -> None:
    """An address with the present hash is good for ever; any other is asked about, and not sent twice."""
    stranger = await ward.stranger()
    kept = await stranger.gets(Statics().address("desk.css"))
    old = await stranger.gets("/static/desk.css?v=0")
    assert ("public, max-age=31536000, immutable", "no-cache") == (
        kept.headers["Cache-Control"],
        old.headers["Cache-Control"],
    )
    again = await stranger.gets("/static/desk.css", headers={"If-None-Match": kept.headers["ETag"]})
    assert (304, b"") == (again.status, await again.read())


@pytest.mark.parametrize("name", ["..%2fweb.py", "%2e%2e/web.py", "desk.html", "queue.html"])
async def test_only_the_pages_own_files_are_served(ward: Ward, name: str) -> None:
    """No name leads out of the folder."""
    assert 404 == (await (await ward.stranger()).gets(f"/static/{name}")).status

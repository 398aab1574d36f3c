"""Headers: what every answer tells the browser, errors too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web as http

from review.web import web_of

Handler = Callable[[http.Request], Awaitable[http.StreamResponse]]

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
)
STRICT = POLICY.format(scripts="'self'", frames="'none'")
#: Telegram's own script and frame, on the one page that a Mini App begins with.
LAUNCH = POLICY.format(scripts="'self' https://telegram.org", frames="https://web.telegram.org")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Never to others; "no-referrer" would also take from our own forms the origin by which we know them.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = "max-age=31536000"


@http.middleware
async def headers(request: http.Request, handler: Handler) -> http.StreamResponse:
    """Put them on whatever is answered."""
    answer = await handler(request)
    launch = request.path == "/app"
    answer.headers.update(ALWAYS)
    answer.headers["Content-Security-Policy"] = LAUNCH if launch else STRICT
    if not launch:
        answer.headers["X-Frame-Options"] = "DENY"
    answer.headers.setdefault("Cache-Control", "no-store")
    if web_of(request).settings.secure:
        answer.headers["Strict-Transport-Security"] = YEAR
    return answer

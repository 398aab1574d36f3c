"""The poster: a page for the clinic's wall, where the clinic allows a link for everyone."""

from __future__ import annotations

from aiohttp import web as http

from review import inline
from review.web import ALL, Routes, Shown, Visitor, Web

routes = Routes()


@routes.page("/poster", roles=ALL)
async def page(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show the poster as it is printed, or how to turn it on."""
    link, clinic = web.desk.poster_link(), web.desk.wording.clinic
    code = inline.code(link) if link else ""
    return "poster.html", {"link": link, "clinic": clinic, "code": code, "languages": web.desk.catalog.languages}

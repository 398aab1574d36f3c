"""Where from and where to: forms come from our own pages only, and lead only to our own pages."""

from __future__ import annotations

import re

from aiohttp import web as http

from review.refusing import Refused
from review.web import Web

#: A page of ours: no other machine, nothing but letters, refs and plain questions.
PAGE = re.compile(r"/[a-z]+(/[A-Za-z0-9_-]+)*(\?[a-z]+=[a-z0-9_]+(&[a-z]+=[a-z0-9_]+)*)?", re.ASCII)


def own(request: http.Request, web: Web) -> None:
    """Refuse a form that another site sent; browsers always say where a form is from."""
    if request.headers.get("Origin") != web.settings.origin:
        raise Refused("origin")


def back_of(wanted: str, usual: str) -> str:
    """Return the page a form wants to go back to, if it is one of ours, else the usual one."""
    return wanted if PAGE.fullmatch(wanted) else usual

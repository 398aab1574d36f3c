"""Statics: the page's own files, read once; an address with their hash may be kept for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web as http

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, kw_only=True)
class Static:
    """One file."""

    body: bytes
    mark: str
    kind: str


class Statics:
    """All files by name."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read them."""
        self._files = {path.name: _read(path) for path in sorted(folder.iterdir()) if path.suffix in TYPES}

    def address(self, name: str) -> str:
        """Return the address of a file as it is now."""
        return f"/static/{name}?v={self._files[name].mark}"

    async def serve(self, request: http.Request) -> http.Response:
        """Answer with a file; one that the browser has is not sent again."""
        file = self._files.get(request.match_info["name"])
        if file is None:
            raise http.HTTPNotFound
        mark = f'"{file.mark}"'
        kept = FOR_EVER if request.query.get("v") == file.mark else "no-cache"
        headers = {"ETag": mark, "Cache-Control": kept}
        if request.headers.get("If-None-Match") == mark:
            return http.Response(status=304, headers=headers)
        return http.Response(body=file.body, content_type=file.kind, charset="utf-8", headers=headers)


def _read(path: Path) -> Static:
    body = path.read_bytes()
    return Static(body=body, mark=hashlib.sha256(body).hexdigest()[:16], kind=TYPES[path.suffix])

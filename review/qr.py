"""QR codes of invite links."""

from __future__ import annotations

import io

import segno

SCALE = 8
#: The quiet border that scanners need, in modules.
BORDER = 4


def png(link: str) -> bytes:
    """Return a PNG picture of the link, black on white, readable from a phone's length away."""
    picture = io.BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="png", scale=SCALE, border=BORDER)
    return picture.getvalue()


def terminal(data: str) -> str:
    """Return a code as a terminal can show it, two rows a line."""
    out = io.StringIO()
    segno.make(data, error="m").terminal(out=out, compact=True, border=2)
    return out.getvalue()

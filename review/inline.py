"""Inline pictures of the web page: a code to scan, drawn in the page itself and sharp at every size."""

from __future__ import annotations

import segno
from markupsafe import Markup

#: The quiet border that scanners need, in modules.
BORDER = 4


def code(link: str) -> Markup:
    """Return the code of a link, black on white by day and night; the page says how wide it is."""
    made = segno.make(link, error="m", micro=False)
    drawn = made.svg_inline(omitsize=True, border=BORDER, light="#fff", svgclass="qr", lineclass=None)
    # Only numbers stand in what segno draws: the link itself is in the pattern alone.
    return Markup(drawn)

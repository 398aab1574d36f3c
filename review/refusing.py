"""Refused: somebody may not, or there is nothing to do it to. It changes nothing, is audited, and is told in words."""

from __future__ import annotations

#: What each reason is to a browser. What another place holds is as unknown as what there never was.
STATUS = {
    "login": 403,
    "link": 403,
    "launch": 403,
    "seat": 403,
    "role": 403,
    "origin": 403,
    "csrf": 403,
    "unknown": 404,
    "place": 404,
    "form": 400,
    "large": 413,
    "method": 405,
    "undone": 409,
    "broken": 500,
}


class Refused(Exception):
    """The page says no; `why` is a word of `STATUS`, and its sentence stands in refused.html."""

    def __init__(
        self, why: str, *, staff_id: int | None = None, ref: str = "", text: str = "", words: str = "", back: str = ""
    ) -> None:
        """Hold what is told, and what is written down: `text` and `words` are shown and never kept."""
        super().__init__(why)
        self.why, self.staff_id, self.ref = why, staff_id, ref
        self.text, self.words, self.back = text, words, back

    @property
    def status(self) -> int:
        """Return the number for the browser."""
        return STATUS[self.why]

"""`python -m tests.trace.roles` writes docs/roles.md: who may do what, by registered rooms, buttons and commands."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from bot import cardtaps, staffcommands
from records.keys import Keys
from records.store import Inline, open_store
from review.web import WEB
from tests.review.ward import Ward

PAGE = Path(__file__).parent.parent.parent / "docs" / "roles.md"
ROLES = ("clinician", "lead", "front_desk")
#: Whoever may press the buttons of a card, and use staff's commands in their chat.
CLINICAL = ("clinician", "lead")
HEAD = """# Who may do what

Made of the registered pages, buttons and commands; `make test` fails when it is out of date, and tries every cell:
`tests/review/test_matrix.py` the page, `tests/bot/test_roles.py` Telegram. A clinician or lead must be in the staff
chat of the place at that moment; the front desk needs her seat only. Whoever has no seat, has left the chat, or is
unknown may do none of it, and what she tries is written down."""

#: A line of a table: what, and whose it is.
Row = tuple[str, Collection[str]]


def may_press(who: str) -> bool:
    """Say whether somebody may press the buttons of a card, and use staff's commands in their chat."""
    return who in CLINICAL


def may_ask(who: str, command: str) -> bool:
    """Say whether somebody may use a command alone with the bot."""
    return command in staffcommands.PRIVATE if who in ("front desk", "front_desk") else may_press(who)


def page() -> str:
    """Return the page."""
    private = [
        (f"/{each}", [role for role in ROLES if may_ask(role, each)]) for each in staffcommands.PRIVATE_OF_CLINICIANS
    ]
    lines = [
        HEAD,
        *_table("On the page", "page or deed", _rooms()),
        *_table("On a card in the staff chat", "button", [(each, CLINICAL) for each in cardtaps.ACTS]),
        *_table("In the staff chat", "command", [(f"/{each}", CLINICAL) for each in staffcommands.HERE]),
        *_table("Alone with the bot", "command", private),
    ]
    return "\n".join([*lines, ""])


def _table(title: str, what: str, rows: Iterable[Row]) -> list[str]:
    head = ["", f"## {title}", "", f"| {what} | clinician | lead | front desk |", "|---|---|---|---|"]
    return [
        *head,
        *(f"| `{name}` | {' | '.join('yes' if role in may else '–' for role in ROLES)} |" for name, may in rows),
    ]


def _rooms() -> list[Row]:
    inline = Inline()
    ward = Ward(open_store("sqlite://", Keys.in_memory(), write_on=inline, read_on=inline))
    rooms = sorted(ward.app[WEB].rooms, key=lambda room: (room.path, room.method))
    return [(f"{room.method} {room.path}", room.roles) for room in rooms]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

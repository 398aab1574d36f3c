"""Thresholds: what the trained models' shares do to a level. They raise it and vouch for calm; they never lower it.

Each threshold was chosen on messages that its model had not learned from (`docs/reading.md` has the curves).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from messages.learned import Look
from messages.levels import Level, at_least
from messages.symptoms import Finding

#: Told to call at once, seen today, asked: from so great a share.
ALARM, URGENT, ASK = 0.80, 0.85, 0.45
#: Quite sure to be for today, and with so much danger in it: told to call at once as well.
LIKELY, SURELY_TODAY = 0.30, 0.75
#: Wording that may mean danger and may not counts as said when the models hear danger too.
DOUBTED = 0.45
#: An ask of the models that sounds so much like danger becomes urgent when it is not answered.
GRAVE = 0.5
#: A smaller share of despair is asked about than of anything else: it is said in the fewest words.
DESPAIRING = 0.2
#: Of the row for thoughts of self-harm: its texts are other ones than those for a chest.
DESPAIR = "r10_learned"
#: Calm enough when the rules understood the text, and when they did not.
CALM_KNOWN, CALM_UNKNOWN = 0.55, 0.70
#: Nobody is vouched for whose words are mostly unknown to the models: it may be another language.
FAMILIAR = 0.5


@dataclass(frozen=True, kw_only=True)
class Raise:
    """A level that the models ask for, the name of the rule that stands on the card, and whether silence is grave."""

    level: Level
    rule: str
    grave: bool = False


def wanted(look: Look | None, level: Level) -> Raise | None:
    """Return what the models raise a level to, or none; what goes to staff is asked about only where it is grave."""
    if look is None or at_least(level, "crisis"):
        return None
    despair = look.crisis >= look.danger / 2
    if look.danger >= ALARM or (look.danger >= LIKELY and look.urgent >= SURELY_TODAY):
        return Raise(level="crisis" if despair else "emergency", rule=DESPAIR if despair else "learned_danger")
    if look.urgent >= URGENT and not at_least(level, "urgent"):
        return Raise(level="urgent", rule="learned_urgent")
    grave = look.danger >= GRAVE
    if look.crisis >= DESPAIRING and not at_least(level, "ask"):
        return Raise(level="ask", rule=DESPAIR, grave=grave)
    if (look.concern >= ASK and not at_least(level, "routine")) or (grave and not at_least(level, "ask")):
        return Raise(level="ask", rule=DESPAIR if despair and grave else "learned_ask", grave=grave)
    return None


def confirmed(look: Look | None, doubts: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the doubtful wordings that count as said, because the models hear danger as well."""
    if look is None or look.danger < DOUBTED:
        return ()
    return tuple(replace(each, status="present") for each in doubts)


def vouched(look: Look | None, *, known: bool) -> bool:
    """Say whether a text is calm enough to be answered without asking back."""
    if look is None:
        return known
    return look.familiar >= FAMILIAR and look.calm >= (CALM_KNOWN if known else CALM_UNKNOWN)

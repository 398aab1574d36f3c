"""Follow-ups: which questions something she told us calls for, later."""

from __future__ import annotations

from collections.abc import Sequence

from messages.levels import at_least
from messages.plan import FollowUp, Plan
from messages.reading import Reading

#: Two that ask the same are one too many when their first times are nearer than this.
APART = 10


def called_for(plan: Plan, reading: Reading) -> Sequence[FollowUp]:
    """Return the follow-ups that a reading calls for, the soonest first; none after an emergency or a crisis."""
    if at_least(reading.level, "crisis"):
        return ()
    wanted = sorted((each for each in plan.followups if _calls(each, reading)), key=_first)
    kept: list[FollowUp] = []
    for each in wanted:
        near = any(_first(each) - _first(other) < APART for other in kept if other.questions == each.questions)
        # A high score that also rose is asked about once.
        again = each.questions == ["soreness"] and any(other.questions == each.questions for other in kept)
        if not near and not again:
            kept.append(each)
    return kept


def _first(followup: FollowUp) -> int:
    return followup.at_minutes[0]


def _calls(followup: FollowUp, reading: Reading) -> bool:
    when = followup.when
    present = {each.symptom for each in reading.findings if each.status == "present"}
    given = reading.soreness if reading.soreness is not None else -1
    sore = when.soreness_from is not None and when.soreness_from <= given <= when.soreness_to
    ruled = bool({*when.rules} & {*reading.rules})
    return reading.level in when.levels and (bool({*when.symptoms} & present) or sore or ruled)

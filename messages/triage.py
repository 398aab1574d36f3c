"""Triage: findings and circumstances → level and the rules that fired. The highest row wins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from messages.levels import Level, highest
from messages.rules import Modifier, Row, Triage
from messages.symptoms import Finding


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What changes a level: hours since the session, area, modifiers, soreness now and last."""

    hours: float | None = None
    area: str | None = None
    modifiers: frozenset[str] = frozenset()
    soreness: int | None = None
    last_soreness: int | None = None
    #: She says that it grows, spreads or gets worse.
    growing: bool = False


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The level, the rows that fired, and whether one of them may never be passed over."""

    level: Level
    rules: tuple[str, ...]
    never_suppress: bool


def judge(triage: Triage, findings: Sequence[Finding], situation: Situation) -> Verdict:
    """Return the verdict on some findings."""
    present = {each.symptom for each in findings if each.status == "present"}
    fired = [(row.id, _level(row, present, situation)) for row in triage.rows if _fires(row, present, situation)]
    fired += [(each.id, each.floor) for each in triage.modifiers if _touches(each, present, situation)]
    fired += _trend(situation)
    asked = (
        [] if fired and highest(*(level for _, level in fired)) in ("emergency", "crisis") else _asked(triage, findings)
    )
    fired += [(name, "ask") for name in asked]
    rules = tuple(dict.fromkeys(name for name, _ in fired))
    return Verdict(level=highest(*(level for _, level in fired)), rules=rules, never_suppress=bool(asked))


def _fires(row: Row, present: Collection[str], situation: Situation) -> bool:
    if row.soreness_from is not None:
        return situation.soreness is not None and situation.soreness >= row.soreness_from
    enough = len({*row.symptoms} & {*present}) >= row.at_least
    needed = not row.needs or bool({*row.needs} & {*present})
    return enough and needed and _in_time(row, situation.hours)


def _in_time(row: Row, hours: float | None) -> bool:
    """Without a known session the early rows hold: they are the ones that advise at once."""
    if row.after_hours is not None:
        return hours is not None and hours > row.after_hours
    return row.before_hours is None or hours is None or hours <= row.before_hours


def _level(row: Row, present: Collection[str], situation: Situation) -> Level:
    raised = {*row.raise_symptoms} & {*present} or {*row.raise_modifiers} & situation.modifiers
    level = row.raise_to if row.raise_to and raised else row.level
    return highest(level, row.growing) if row.growing and situation.growing else level


def _touches(each: Modifier, present: Collection[str], situation: Situation) -> bool:
    if each.modifiers and not {*each.modifiers} & situation.modifiers:
        return False
    if each.areas and situation.area not in each.areas:
        return False
    if each.soreness_from is not None:
        return situation.soreness is not None and situation.soreness >= each.soreness_from
    return bool({*each.symptoms} & {*present})


def _trend(situation: Situation) -> list[tuple[str, Level]]:
    """Up by two since the last check, or not falling a day on (row 19)."""
    now, before, hours = situation.soreness, situation.last_soreness, situation.hours or 0
    if now is None or before is None or now == 0:
        return []
    if now >= before + 2:
        return [("r19_rising", "routine")]
    return [("r19_not_falling", "routine")] if hours >= 23 and now >= before and now >= 4 else []


def _asked(triage: Triage, findings: Sequence[Finding]) -> list[str]:
    """Rows of the never-suppress list whose symptoms were named, but not as there now."""
    named = {each.symptom for each in findings if each.status != "present"}
    return [row.id for row in triage.rows if row.never_suppress and {*row.symptoms} & named]

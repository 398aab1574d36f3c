"""Triage: findings and circumstances → level and the rules that fired. The highest row wins."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from messages.levels import Level, highest
from messages.rules import Modifier, Row, Triage
from messages.symptoms import Finding

#: What "up one" makes of a level.
UP: dict[Level, Level] = {"self_care": "routine", "routine": "urgent"}
#: From this hour on soreness should be falling; a check of the first day may be asked an hour early.
DAY_ON = 23


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What changes a level: hours since the session, area, modifiers, soreness now and last."""

    hours: float | None = None
    area: str | None = None
    modifiers: frozenset[str] = frozenset()
    soreness: int | None = None
    last_soreness: int | None = None
    #: Details of the lexicon that she told: growing, lasting, hit_head, both_sides, …
    said: frozenset[str] = frozenset()


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
    fired += _modified(triage, fired, present, situation)
    fired += _trend(triage, situation)
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
    told = not row.needs_said or bool({*row.needs_said} & situation.said)
    return enough and needed and told and _in_time(row, situation.hours)


def _in_time(row: Row, hours: float | None) -> bool:
    """Without a known session the early rows hold: they are the ones that advise at once."""
    if row.after_hours is not None:
        return hours is not None and hours > row.after_hours
    return row.before_hours is None or hours is None or hours <= row.before_hours


def _level(row: Row, present: Collection[str], situation: Situation) -> Level:
    raised = {*row.raise_symptoms} & {*present} or {*row.raise_modifiers} & situation.modifiers
    level = row.raise_to if row.raise_to and raised else row.level
    return highest(level, *(higher for detail, higher in row.said.items() if detail in situation.said))


def _modified(
    triage: Triage, fired: Sequence[tuple[str, Level]], present: Collection[str], situation: Situation
) -> list[tuple[str, Level]]:
    """What the patient's circumstances make of the rows that fired."""
    touching = [each for each in triage.modifiers if _touches(each, present, situation)]
    floors = [(each.id, each.floor) for each in touching if each.floor is not None]
    rows = {row.id: row for row in triage.rows}
    return floors + [(each.id, _up(each, fired, rows)) for each in touching if each.up]


def _up(each: Modifier, fired: Sequence[tuple[str, Level]], rows: Mapping[str, Row]) -> Level:
    """One above the highest row that looks at these symptoms; what is urgent stays urgent."""
    seen = [level for name, level in fired if name in rows and {*rows[name].symptoms} & {*each.symptoms}]
    return UP.get(highest(*seen), "none")


def _touches(each: Modifier, present: Collection[str], situation: Situation) -> bool:
    if each.modifiers and not {*each.modifiers} & situation.modifiers:
        return False
    if each.areas and situation.area not in each.areas:
        return False
    if each.needs_said and not {*each.needs_said} & situation.said:
        return False
    if each.soreness_from is not None:
        return situation.soreness is not None and situation.soreness >= each.soreness_from
    return bool(each.needs_said and not each.symptoms) or bool({*each.symptoms} & {*present})


def _trend(triage: Triage, situation: Situation) -> list[tuple[str, Level]]:
    """Up by two since the last check, or a day on not falling and above what is usual by then (row 19)."""
    now, before, hours = situation.soreness, situation.last_soreness, situation.hours or 0
    if now is None or before is None or now == 0:
        return []
    if now >= before + 2:
        return [("r19_rising", "routine")]
    usual = triage.usual(hours)
    flat = hours >= DAY_ON and now >= before and usual is not None and now > usual
    return [("r19_not_falling", "routine")] if flat else []


def _asked(triage: Triage, findings: Sequence[Finding]) -> list[str]:
    """Rows of the never-suppress list whose symptoms were named, but not as there now."""
    named = {each.symptom for each in findings if each.status != "present"}
    return [row.id for row in triage.rows if row.never_suppress and {*row.symptoms} & named]

"""The ledger: every fact, rule and hazard that must be held, with the place that says it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from messages import catalog as content

FILE = Path(__file__).parent / "ledger.toml"
QUESTIONS = Path(__file__).parent / "questions.toml"
TOPICS = "messages/content/en/topics"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing to be held: its id, what it is, and where it is said; `ask` and `says` where an answer shows it."""

    id: str
    what: str
    where: str
    #: Why no test holds it yet; empty when one must.
    later: str = ""
    ask: str = ""
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return the first part of the id: fact, topic, row, …"""
        return self.id.partition(":")[0]


def entries() -> list[Entry]:
    """Return the whole ledger: what is written in the file, and each topic and condition of the content."""
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    listed = [Entry(**_lists(each)) for each in written["held"]]
    return [*listed, *_topics(), *_followups()]


def _lists(values: dict[str, object]) -> dict[str, object]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def _topics() -> Iterator[Entry]:
    asked = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    for topic in content.load().topics.values():
        yield Entry(id=f"topic:{topic.id}", what=topic.title, where=f"{TOPICS}/{topic.id}.toml", ask=asked[topic.id])
        for each in topic.conditions:
            yield Entry(
                id=f"condition:{each.id}",
                what=each.answer,
                where=f"{TOPICS}/{topic.id}.toml [conditions]",
                ask=f"does it help {each.words[0]}",
                says=(each.answer[:40],),
            )


def _followups() -> Iterator[Entry]:
    """Return every follow-up of the plan with its clock: one that somebody adds must be traced too."""
    plan = content.load().plan
    for each in plan.followups:
        when = ", ".join([*each.when.symptoms, *each.when.rules])
        score = each.when.soreness_from
        calls = when + (f"soreness {score} to {each.when.soreness_to}" if score is not None else "")
        times = "the next morning" if each.next_morning else " and ".join(f"+{at} min" for at in each.at_minutes)
        yield Entry(id=f"followup:{each.id}", what=f"{calls}: asked {times}", where="messages/content/plan.toml")

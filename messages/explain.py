"""Explain: how a text is read and why, as data and in words (design section 5: others rely on the keys)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from messages.catalog import Catalog
from messages.reading import Circumstances, read
from messages.replies import reply
from messages.wording import Wording

#: A weekday noon: the reply of an open clinic.
NOON = dt.datetime(2026, 3, 4, 20, 0, tzinfo=dt.UTC)


def explain(line: dict[str, Any], catalog: Catalog, wording: Wording) -> dict[str, Any]:
    """Read one line of the contract and return its answer; unknown keys are left alone, missing ones are none."""
    circumstances = Circumstances(
        lang=line.get("lang"),
        hours=line.get("hours"),
        area=line.get("area"),
        modifiers=frozenset(line.get("modifiers") or ()),
        now=NOON,
    )
    reading = read(str(line.get("text", "")), circumstances, catalog)
    said = reply(reading, circumstances, wording, catalog.answers, now=NOON)
    return {
        "lang": reading.lang,
        "level": reading.level,
        "rules": list(reading.rules),
        "findings": [
            {"symptom": each.symptom, "status": each.status, "span": list(each.span)} for each in reading.findings
        ],
        "topic": reading.topic,
        "suggestions": list(reading.suggestions),
        "soreness": reading.soreness,
        "reply": "\n\n".join(each.text for each in said),
    }


def in_words(answer: dict[str, Any], text: str) -> str:
    """Return an explanation for people: level, rules, each finding with its words, topic, and the reply."""
    lines = [f"level     {answer['level']}", f"rules     {', '.join(answer['rules']) or '-'}"]
    for each in answer["findings"]:
        start, end = each["span"]
        lines.append(f"finding   {each['symptom']} ({each['status']}): {text[start:end]!r}")
    lines.append(f"topic     {answer['topic'] or '-'}")
    if answer["suggestions"]:
        lines.append(f"or        {', '.join(answer['suggestions'])}")
    return "\n".join([*lines, "", answer["reply"]])

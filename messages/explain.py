"""Explain: how a text is read and why, as data and in words (design section 5: others rely on the keys)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from messages.cards import why_of
from messages.catalog import Catalog
from messages.learned import BEYOND, Look
from messages.reading import Circumstances, Finding, Reading, read
from messages.replies import reply
from messages.wording import Wording

#: A weekday noon: the reply of an open clinic.
NOON = dt.datetime(2026, 3, 4, 20, 0, tzinfo=dt.UTC)
#: How a finding's words stand out in a text, and what stands for its status.
OPEN, CLOSE = "⟦", "⟧"
RUNNERS_UP = 5


def explain(line: dict[str, Any], catalog: Catalog, wording: Wording) -> dict[str, Any]:
    """Read one line of the contract and return its answer; unknown keys are left alone, missing ones are none."""
    about = circumstances(line)
    reading = read(str(line.get("text", "")), about, catalog)
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
        "reply": _reply(reading, about, catalog, wording),
    }


def circumstances(line: dict[str, Any]) -> Circumstances:
    """Return what a line says of the patient beside her words."""
    return Circumstances(
        lang=line.get("lang"),
        hours=line.get("hours"),
        area=line.get("area"),
        modifiers=frozenset(line.get("modifiers") or ()),
        now=NOON,
    )


def _reply(reading: Reading, about: Circumstances, catalog: Catalog, wording: Wording) -> str:
    return "\n\n".join(each.text for each in reply(reading, about, wording, catalog.answers, now=NOON))


def in_words(line: dict[str, Any], catalog: Catalog, wording: Wording) -> str:
    """Return an explanation for people: the words that counted, why, the level, the topics, and the reply."""
    text, about = str(line.get("text", "")), circumstances(line)
    reading = read(text, about, catalog)
    heard = catalog.reader.hear(text, about.lang, about.modifiers)
    look = catalog.reader.look(text, heard)
    parts = [
        ("text", marked(text, reading.findings)),
        *(("found", _found(each, text)) for each in reading.findings),
        *(("why", f"{rule}: {why_of(rule, wording)}") for rule in reading.rules),
        ("details", ", ".join(sorted(heard.main.details))),
        ("level", reading.level + ("" if reading.understood else ", not understood")),
        ("models", _models(look)),
        ("topic", reading.topic or ""),
        ("offered", ", ".join(reading.suggestions)),
        ("topics", ", ".join(f"{name} {score:.2f}" for name, score in _ranked(look))),
        ("answers", ", ".join(f"{name} {value}" for name, value in reading.answers.items())),
    ]
    said = [f"{name:<9} {words}" for name, words in parts if words]
    return "\n".join([*said, "", _reply(reading, about, catalog, wording)])


def marked(text: str, findings: Sequence[Finding]) -> str:
    """Return a text with the words of its findings in brackets; of overlapping ones the first stands."""
    done, made = 0, []
    for each in sorted(findings, key=lambda one: one.span):
        start, end = each.span
        if start >= done and end > start:
            made.append(f"{text[done:start]}{OPEN}{text[start:end]}{CLOSE}")
            done = end
    return "".join([*made, text[done:]])


def _found(finding: Finding, text: str) -> str:
    start, end = finding.span
    return f"{finding.symptom}, {finding.status.replace('_', ' ')}: {text[start:end]!r}"


def _models(look: Look | None) -> str:
    if look is None:
        return "not there: only the rules read this"
    shares = {"danger": look.danger, "crisis": look.crisis, "today": look.urgent, "calm": look.calm}
    return ", ".join(f"{name} {share:.2f}" for name, share in shares.items())


def _ranked(look: Look | None) -> list[tuple[str, float]]:
    topics = () if look is None else look.topics
    return [(name if name != BEYOND else "none of them", share) for name, share in topics[:RUNNERS_UP]]

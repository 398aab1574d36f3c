"""Reading: the one gate every patient text crosses. Safety first, then answers to what was asked, then questions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import structlog

from messages import talk, thresholds
from messages.answers import Answers
from messages.hearing import Heard
from messages.learned import Look
from messages.levels import Level, at_least, highest
from messages.reader import Reader
from messages.symptoms import Finding
from messages.triage import Situation, Verdict, judge

__all__ = ["Circumstances", "Finding", "Reading", "danger_hint", "read", "read_choice"]

log = structlog.get_logger()

#: Ingest's first look: letters of danger, in several languages, without any context.
HINT = re.compile(
    r"chest|breath|breeth|brething|faint|pass(?:ed)? out|black(?:ed)? out|collaps|unconscious|blood|bleed|droop|slur|"
    r"stroke|seizure|swollen|swelling|throat|tongue|suicid|kill|die|dying|hurt(?:ing)? myself|overdose|pills|tablets|"
    r"weak|numb|paraly|can'?t move|can'?t feel|can'?t pee|emergency|ambulance|911|999|112|help|"
    r"pecho|respir|desmay|sangr|morir|matar|suicid|poitrine|atem|brust|peito|gogus|груд|дыш|胸|呼吸|صدر",
    re.IGNORECASE,
)
#: So few words with one of danger among them ("sob", "my tongue") say too little for anyone to vouch for.
BARE = 3
#: The topic that answers by condition.
BY_CONDITION = "does_it_work_for_my_condition"
#: Topics whose question is itself a wish for a person (row 25).
FOR_A_PERSON = frozenset({"human_please"})


class Read(Protocol):
    """What reading needs of the catalog."""

    @property
    def reader(self) -> Reader: ...


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What changes the meaning of words: hours since the session, area, modifiers, and what was just asked."""

    #: The language the text is in, where that is known; else it is told by its words.
    lang: str | None = None
    #: The language of whoever writes, for texts whose words tell none ("4", "ok").
    usual: str | None = None
    hours: float | None = None
    area: str | None = None
    modifiers: frozenset[str] = frozenset()
    #: A check-in's question id, or "now" for "is this happening now?".
    asked: str | None = None
    last_soreness: int | None = None
    not_understood_before: bool = False
    #: What she wrote in the minutes before, oldest first, each with the level it was read at.
    before: tuple[tuple[str, Level], ...] = ()
    now: dt.datetime | None = None
    chat_state: Literal["patient", "invited", "stranger"] = "patient"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a text was read. `understood` is False where only a person, or a question back, can help."""

    lang: str = "en"
    level: Level = "none"
    rules: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    topic: str | None = None
    condition: str | None = None
    suggestions: tuple[str, ...] = ()
    scores: tuple[tuple[str, float], ...] = ()
    soreness: int | None = None
    #: An unclear attempt at the score that was asked for: its highest meaning, -1 below the scale (Answers.near_score).
    near_score: int | None = None
    answers: dict[str, str] = field(default_factory=dict)
    stop: bool = False
    understood: bool = True
    never_suppress: bool = False
    small_talk: str | None = None


def danger_hint(text: str) -> bool:
    """Say whether a text deserves to be looked at first; it decides nothing else."""
    return HINT.search(text[:5000]) is not None


def read(text: str, circumstances: Circumstances, catalog: Read) -> Reading:
    """Read one text. Never raises: a fault of the rules sends it to a person."""
    try:
        alone = _read(text, circumstances, catalog.reader)
        return _together(alone, text, circumstances, catalog.reader) if circumstances.before else alone
    except Exception as exc:
        # Fail towards a person: whatever went wrong, "fine" is the one answer it must not become.
        log.error("reading.failed", error=type(exc).__name__)
        return Reading(level="routine", rules=("unreadable",), understood=False)


def _together(alone: Reading, text: str, circumstances: Circumstances, reader: Reader) -> Reading:
    """Read short messages in a row as one as well: "my chest", "it hurts". Only a level above all of theirs counts."""
    whole = " ".join([*(words for words, _ in circumstances.before), text])
    joined = _read(whole, replace(circumstances, before=(), asked=None), reader)
    known = highest(alone.level, *(level for _, level in circumstances.before))
    if at_least(known, joined.level) or not at_least(joined.level, "urgent"):
        return alone
    rules = tuple(dict.fromkeys((*joined.rules, "read_together")))
    return replace(alone, level=joined.level, rules=rules, findings=joined.findings, small_talk=None, understood=True)


def _read(text: str, circumstances: Circumstances, reader: Reader) -> Reading:
    heard = reader.hear(text, circumstances.lang, circumstances.modifiers, usual=circumstances.usual)
    asked = circumstances.asked == "soreness"
    soreness = reader.answers.soreness(text, asked=asked)
    near = reader.answers.near_score(text) if asked and soreness is None else None
    sore = near if soreness is None and near is not None and near >= 0 else soreness
    look = reader.look(text, heard)
    findings = (*heard.findings, *thresholds.confirmed(look, heard.main.doubts))
    verdict = judge(reader.triage, findings, _situation(circumstances, sore, heard))
    reading = replace(
        _told_of(_first(text, heard, verdict, soreness, reader.answers), heard), findings=findings, near_score=near
    )
    if talk.nod(text, reader.nods):
        reading = replace(reading, small_talk="ack")
    reading = _as_answer(_raised(reading, look), heard, circumstances)
    reading = _questions(reading, text, heard, reader, look)
    return _understanding(reading, text, heard, circumstances, look)


def _first(text: str, heard: Heard, verdict: Verdict, soreness: int | None, answers: Answers) -> Reading:
    return Reading(
        lang=heard.lang,
        level=verdict.level,
        rules=verdict.rules,
        findings=heard.findings,
        soreness=soreness,
        answers=_answers(text, soreness, answers),
        stop=answers.stops(text),
        never_suppress=verdict.never_suppress,
        small_talk=talk.small_talk(heard),
    )


def _raised(reading: Reading, look: Look | None) -> Reading:
    """What nobody's rule found may still sound like danger to the trained models."""
    more = None if reading.small_talk or reading.stop else thresholds.wanted(look, reading.level)
    if more is None:
        return reading
    # A vague concern is no "is this happening now?": the list in plain words finds out what it is.
    clear = reading.understood and (more.level != "ask" or more.grave)
    grave = reading.never_suppress or more.grave
    return replace(reading, level=more.level, rules=(*reading.rules, more.rule), never_suppress=grave, understood=clear)


def _told_of(reading: Reading, heard: Heard) -> Reading:
    """A danger told of somebody else is that person's danger now; staff read who it may be (clinical.md 3.2)."""
    if heard.cue("other") and at_least(reading.level, "routine"):
        return replace(reading, rules=(*reading.rules, "told_of_another"))
    return reading


def _situation(circumstances: Circumstances, soreness: int | None, heard: Heard | None = None) -> Situation:
    return Situation(
        hours=circumstances.hours,
        area=circumstances.area,
        modifiers=circumstances.modifiers,
        soreness=soreness,
        last_soreness=circumstances.last_soreness,
        said=frozenset() if heard is None else heard.main.details,
    )


def _answers(text: str, soreness: int | None, answers: Answers) -> dict[str, str]:
    said = {
        "yes_no": answers.yes_no(text),
        "trend": answers.trend(text),
        "change": answers.change(text),
        "skip": "yes" if answers.skips(text) else None,
        "call": "yes" if answers.wants_call(text) else None,
        "bare": answers.bare(text),
        "gone": "yes" if answers.gone(text) else None,
        "still": "yes" if answers.still(text) else None,
        "changed": None if (changed := answers.changed(text)) is None else str(changed),
    }
    said["soreness"] = None if soreness is None else str(soreness)
    return {name: value for name, value in said.items() if value is not None}


def _as_answer(reading: Reading, heard: Heard, circumstances: Circumstances) -> Reading:
    """A plain "no, none" to what we asked ourselves is an answer, not a hidden alarm."""
    if _denies_all(reading, heard, circumstances) and reading.level == "ask":
        return replace(
            reading, level="none", rules=(), never_suppress=False, answers={**reading.answers, "yes_no": "no"}
        )
    return reading


def _denies_all(reading: Reading, heard: Heard, circumstances: Circumstances) -> bool:
    return circumstances.asked is not None and talk.plain_no(reading.answers.get("yes_no"), heard)


def _questions(reading: Reading, text: str, heard: Heard, reader: Reader, look: Look | None) -> Reading:
    """Look for a topic, unless the text is an alarm, an answer or talk."""
    if at_least(reading.level, "crisis") or reading.stop or not heard.words or reading.small_talk:
        return reading
    asks = talk.asks(text, heard)
    found = reader.matcher.match(heard.words, () if look is None else look.topics, asks=asks)
    condition = reader.condition(heard.words) if found.topic == BY_CONDITION or heard.cue("helps") else None
    if condition is not None:
        # "Does it help my sciatica": whoever names a condition is answered for it, whatever else the words are like.
        found = replace(found, topic=BY_CONDITION, suggestions=())
    if reading.level == "self_care" and not asks:
        # She tells how she is and asks nothing: a row of topics would only be in the way.
        found = replace(found, suggestions=())
    if found.topic in FOR_A_PERSON:
        reading = replace(
            reading, level=highest(reading.level, "routine"), rules=tuple(dict.fromkeys((*reading.rules, "r25_person")))
        )
    return replace(reading, topic=found.topic, suggestions=found.suggestions, scores=found.scores, condition=condition)


def _understanding(
    reading: Reading, text: str, heard: Heard, circumstances: Circumstances, look: Look | None
) -> Reading:
    """What is not surely a question, talk, a known after-effect or an answer is asked about, then a person's."""
    if at_least(reading.level, "routine") or reading.stop or reading.small_talk:
        return reading
    if _denies_all(reading, heard, circumstances):
        return reading
    doubtful = bool(heard.main.doubts or heard.main.stray)
    bare = doubtful and len(heard.words) <= BARE
    known = not doubtful and (reading.topic is not None or _known(reading, text, heard, circumstances))
    if heard.words and not bare and thresholds.vouched(look, known=known):
        return reading
    reading = replace(reading, findings=(*reading.findings, *heard.main.doubts))
    return _not_understood(reading, "doubtful" if doubtful else "not_understood", circumstances)


def _known(reading: Reading, text: str, heard: Heard, circumstances: Circumstances) -> bool:
    answered = circumstances.asked is not None and bool(reading.answers)
    if (
        heard.findings
        or reading.small_talk
        or reading.soreness is not None
        or answered
        or reading.near_score is not None
    ):
        return True
    # A plain question that touches nobody's body may be beyond us without being a danger.
    return talk.asks(text, heard) and (bool(reading.suggestions) or not talk.speaks_of_body(heard))


def _not_understood(reading: Reading, rule: str, circumstances: Circumstances) -> Reading:
    level: Level = "routine" if circumstances.not_understood_before else "ask"
    return replace(reading, level=level, rules=(*reading.rules, rule), understood=False)


def read_choice(symptoms: Sequence[str], soreness: int | None, circumstances: Circumstances, catalog: Read) -> Reading:
    """Read ticked symptoms or a tapped score with the same rows as words."""
    findings = tuple(Finding(symptom=each, status="present", span=(0, 0)) for each in symptoms)
    verdict = judge(catalog.reader.triage, findings, _situation(circumstances, soreness))
    level = highest(verdict.level, "self_care" if soreness is not None and soreness > 0 else "none")
    return Reading(
        lang=circumstances.lang or "en",
        level=level,
        rules=verdict.rules,
        findings=findings,
        soreness=soreness,
        never_suppress=verdict.never_suppress,
    )

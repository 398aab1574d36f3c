"""Replies: what the bot answers to a reading. The fixed emergency and crisis texts come first, always."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from messages.levels import at_least
from messages.reading import Circumstances, Reading
from messages.said import Button, Said
from messages.topics import FIRST, Topic
from messages.wording import Wording

#: Topics by language, then by id.
Topics = Mapping[str, Mapping[str, Topic]]
#: Findings that a topic explains better than the general self-care text.
EXPLAINED = {
    "bruising": "bruise",
    "bleeding": "needle_bleeding",
    "headache": "headache",
    "fatigue": "tired_sleepy",
    "itching": "needle_mark_itch_red_dot",
    "twitching": "twitching_muscle",
    "low_mood": "emotional_tearful",
    "numbness_tingling": "numb_tingle",
}
#: The seed's four: lying down comes first.
REACTION = frozenset({"sweating", "fast_heartbeat", "dizziness", "nausea"})
#: Topics whose answer is what "lie down" says already.
SAID_BY_REACTION = frozenset({"dizzy_nausea_sweat", "heart_racing"})
#: What she can tap under an emergency text.
AFTER = ("called", "cant_call", "crew", "mistake")
#: Nobody is told to sip who is drowsy or vomiting (people.md 7).
NO_SIP = frozenset({"vomiting", "fainting"})


@dataclass(frozen=True, kw_only=True)
class Refs:
    """The rows that the buttons of a reply name."""

    heard: str = ""
    flag: str = ""
    asked: str = ""


@dataclass(frozen=True, kw_only=True)
class Site:
    """When and where she was treated, for the emergency crew; empty before a visit is confirmed."""

    #: In the clinic's zone; said in the language of the reply.
    treated_at: dt.datetime | None = None
    area: str = ""


def reply(
    reading: Reading,
    circumstances: Circumstances,
    wording: Wording,
    topics: Topics,
    *,
    now: dt.datetime,
    refs: Refs = Refs(),
    site: Site = Site(),
) -> tuple[Said, ...]:
    """Return the messages that answer a reading, in the order they are sent."""
    lang = reading.lang
    if reading.level in ("emergency", "crisis"):
        return alarm(reading, circumstances, wording, lang, refs=refs, site=site)
    safety = _safety(reading, circumstances, wording, now=now, refs=refs)
    answer = _answer(reading, wording, topics.get(lang) or topics[FIRST], refs)
    return tuple(each for each in (safety, answer) if each is not None) or _talk(reading, wording, refs)


def alarm(
    reading: Reading, circumstances: Circumstances, wording: Wording, lang: str, *, refs: Refs, site: Site
) -> tuple[Said, ...]:
    """Return the fixed texts: emergency first; with thoughts of self-harm beside it, both."""
    crisis = "r10" in {rule.partition("_")[0] for rule in reading.rules}
    texts = []
    if reading.level == "emergency":
        texts.append(_emergency(reading, circumstances, wording, lang, refs, site))
    if crisis or reading.level == "crisis":
        texts.append(wording.said(lang, "crisis"))
    return tuple(texts)


def _emergency(
    reading: Reading, circumstances: Circumstances, wording: Wording, lang: str, refs: Refs, site: Site
) -> Said:
    said = (
        wording.said(lang, "emergency", when_where=wording.where(lang, wording.date(lang, site.treated_at), site.area))
        if site.treated_at
        else wording.said(lang, "emergency_no_visit")
    )
    extra = _extra(reading, circumstances)
    text = "\n\n".join([said.text, *(wording.text(lang, key) for key in extra)])
    rows = wording.rows(lang, "emerg", refs.flag, AFTER, "emergency") if refs.flag else ()
    return said.model_copy(update={"text": text, "buttons": rows})


def _extra(reading: Reading, circumstances: Circumstances) -> list[str]:
    symptoms = {finding.symptom for finding in reading.findings if finding.status == "present"}
    lines = []
    if "lives_alone" in circumstances.modifiers:
        lines.append("emergency_alone")
    if "allergic_swelling" in symptoms:
        lines.append("emergency_pen")
    if "bleeding_not_stopping" in symptoms:
        lines.append("emergency_press")
    return lines


def _first_aid(reading: Reading, wording: Wording) -> list[str]:
    """What to do at once comes before whom to call: press what bleeds, lie down after a faint."""
    present = {finding.symptom for finding in reading.findings if finding.status == "present"}
    keys = {"bleeding": "bleeding_press", "fainting": "faint_lie_down"}
    return [wording.text(reading.lang, key) for symptom, key in keys.items() if symptom in present]


def _safety(
    reading: Reading, circumstances: Circumstances, wording: Wording, *, now: dt.datetime, refs: Refs
) -> Said | None:
    lang = reading.lang
    if not reading.understood and reading.level == "ask":
        return wording.danger_list(lang, "unknown", refs.asked)
    match reading.level:
        case "urgent":
            return _urgent(reading, circumstances, wording, now=now)
        case "ask":
            asked = wording.asked(lang, "now", refs.asked, reading.rules)
            return _lying_down(reading, circumstances, wording, asked) if has_reaction(reading) else asked
        case "routine" if has_reaction(reading):
            return reaction(reading, circumstances, wording)
        case "routine":
            return _routine(reading, wording, now=now)
        case "self_care" if has_reaction(reading):
            return reaction(reading, circumstances, wording)
        case "self_care" if reading.topic is None and explained(reading) is None:
            return wording.said(lang, "self_care")
        case _:
            return None


def _lying_down(reading: Reading, circumstances: Circumstances, wording: Wording, asked: Said) -> Said:
    """ "Dizzy, but no chest pain" is asked about the chest, and lies down meanwhile."""
    down = reaction(reading, circumstances, wording).text
    return asked.model_copy(update={"text": f"{asked.text}\n\n{down}"})


def _routine(reading: Reading, wording: Wording, *, now: dt.datetime) -> Said:
    """A low mood that lasts gets the crisis line beside the clinic's answer (clinical.md section 4)."""
    lang = reading.lang
    low = any(each.symptom == "low_mood" and each.status == "present" for each in reading.findings)
    parts = [*_first_aid(reading, wording), wording.text(lang, "routine", time=wording.reply_by(lang, now))]
    parts += [wording.text(lang, "ask_harm_line")] if low else []
    return Said(text="\n\n".join(parts))


def _urgent(reading: Reading, circumstances: Circumstances, wording: Wording, *, now: dt.datetime) -> Said:
    lang = reading.lang
    parts = [*_first_aid(reading, wording), wording.text(lang, "urgent", contact=wording.contact_line(lang, now))]
    if has_reaction(reading):
        parts.insert(0, reaction(reading, circumstances, wording).text)
    parts.append(wording.text(lang, "urgent_more"))
    return Said(text="\n\n".join(parts))


def has_reaction(reading: Reading) -> bool:
    """Say whether one of the seed's four is there now."""
    return any(each.symptom in REACTION and each.status == "present" for each in reading.findings)


def reaction(reading: Reading, circumstances: Circumstances, wording: Wording) -> Said:
    """Return "lie down" with what the hour and the symptoms ask for (people.md 7)."""
    lang, symptoms = reading.lang, {finding.symptom for finding in reading.findings}
    parts = []
    if "dizziness" in symptoms and (circumstances.hours is None or circumstances.hours <= 1):
        parts.append(wording.text(lang, "reaction_driving"))
    parts.append(wording.text(lang, "reaction"))
    if not symptoms & NO_SIP:
        parts.append(wording.text(lang, "reaction_sip"))
    parts.append(wording.text(lang, "reaction_call"))
    return Said(text=" ".join(parts))


def explained(reading: Reading) -> str | None:
    """Return the topic that explains the first benign finding, or none."""
    present = [finding.symptom for finding in reading.findings if finding.status == "present"]
    return next((EXPLAINED[symptom] for symptom in present if symptom in EXPLAINED), None)


def _answer(reading: Reading, wording: Wording, topics: Mapping[str, Topic], refs: Refs) -> Said | None:
    topic = reading.topic or (
        explained(reading) if reading.level == "self_care" and not has_reaction(reading) else None
    )
    if topic in SAID_BY_REACTION and has_reaction(reading):
        return None
    if topic is not None and topic in topics:
        if topics[topic].comforts and at_least(reading.level, "urgent"):
            # "That is usual" beside "be seen today" would be false comfort (hazard H5).
            return None
        return topic_said(wording, reading.lang, topics[topic], condition=reading.condition)
    if reading.suggestions and reading.level in ("none", "self_care"):
        return did_you_mean(wording, reading.lang, [topics[each] for each in reading.suggestions], refs)
    return None


def topic_said(wording: Wording, lang: str, topic: Topic, *, condition: str | None = None) -> Said:
    """Return a topic's answer with the phone number under it."""
    facts = wording.clinic_facts(lang)
    answer = topic.answer_for(condition).format_map(facts)
    return Said(text=f"{answer}\n\n{wording.text(lang, 'topic_foot')}")


def did_you_mean(wording: Wording, lang: str, suggested: list[Topic], refs: Refs) -> Said:
    """Return up to three topics as buttons, with *None of these* and *Ask my clinic*."""
    rows = tuple((Button(label=topic.title, action="topic", ref=topic.id),) for topic in suggested[:3])
    none = Button(label=wording.text(lang, "none_of_these"), action="ask", ref=f"{refs.heard}.no")
    ask = Button(label=wording.text(lang, "ask_my_clinic"), action="ask", ref=f"{refs.heard}.yes")
    return wording.said(lang, "did_you_mean", buttons=(*rows, (none, ask)))


def _talk(reading: Reading, wording: Wording, refs: Refs) -> tuple[Said, ...]:
    if reading.small_talk is not None:
        return (wording.said(reading.lang, reading.small_talk),)
    yes = Button(label=wording.text(reading.lang, "yes_ask"), action="ask", ref=f"{refs.heard}.yes")
    no = Button(label=wording.text(reading.lang, "no_thanks"), action="ask", ref=f"{refs.heard}.no")
    return (wording.said(reading.lang, "do_not_know", buttons=((yes, no),)),)

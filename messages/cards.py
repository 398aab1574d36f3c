"""Cards: a flag as staff read it. Words of patients stand in quotations, never in markup."""

from __future__ import annotations

from dataclasses import dataclass

from messages.said import Button, Composer, Said, clean
from messages.wording import Rows, Wording

LANG = "en"
#: The newest words shown; older ones are in the record.
NEWEST = 5
#: Each of her messages on a card is cut to this many characters, so that the buttons stay in sight.
WORDS_LIMIT = 500


@dataclass(frozen=True, kw_only=True)
class CardView:
    """What a card shows; `who` is a pseudonym, `words` are (time, text) in her own words, oldest first."""

    ref: str
    level: str
    state: str
    who: str
    area: str = ""
    side: str = ""
    technique: str = ""
    clinician: str = ""
    hours_since: float | None = None
    modifiers: tuple[str, ...] = ()
    age_band: str = ""
    guardian: bool = False
    #: Soreness by check-in, oldest first.
    scores: tuple[int, ...] = ()
    #: What staff and patient did on it, as (kind, name, time).
    deeds: tuple[tuple[str, str, str], ...] = ()
    rules: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    silent: bool = False
    taken_by: str = ""
    taken_at: str | None = None
    #: Until when it is put off, on the clinic's clock; empty when it is not.
    snoozed: str = ""
    outcome: str = ""
    resolved_by: str = ""


def flag_card(view: CardView, wording: Wording) -> Said:
    """Return the card, with the buttons that its state allows; a closed card keeps no words (people.md 23)."""
    page = Composer()
    page.bold(_head(view, wording))
    for line in _facts(view, wording):
        page.line(line)
    if view.state != "resolved":
        _words(page, view, wording)
        if not all(rule.startswith("silence") for rule in view.rules):
            page.line(wording.text(LANG, "card_told", told=_told(view, wording)))
    for kind, name, time in view.deeds:
        page.line(wording.text(LANG, f"card_{kind}", name=name, time=time))
    page.italic(_state(view, wording))
    return page.said(buttons=_buttons(view, wording), silent=view.level == "routine")


def new_finding(view: CardView, wording: Wording, *, higher: bool = False) -> Said:
    """Return the short sounding reply under a card: her newest words, or a level that went up."""
    page = Composer()
    if higher:
        page.bold(wording.text(LANG, "card_higher", level=_level(view, wording), who=clean(view.who)))
    elif view.silent:
        page.bold(wording.text(LANG, "card_silence", who=clean(view.who)))
    else:
        page.bold(wording.text(LANG, "card_new", who=clean(view.who)))
    if view.words and not view.silent:
        _words(page, view, wording, newest=1)
    return page.said(buttons=_buttons(view, wording))


def direct_notice(view: CardView, wording: Wording, *, link: str) -> Said:
    """Return what those on duty get in their own chats: level and pseudonym, never words."""
    text = wording.text(LANG, "card_direct", level=_level(view, wording), who=clean(view.who))
    button = Button(label=wording.text(LANG, "button_open_card"), url=link)
    return Said(text=text, buttons=((button,),) if link else ())


def _head(view: CardView, wording: Wording) -> str:
    return wording.text(LANG, "card_head", level=_level(view, wording), who=clean(view.who))


def _level(view: CardView, wording: Wording) -> str:
    return wording.text(LANG, f"card_level_{view.level}")


def _facts(view: CardView, wording: Wording) -> list[str]:
    site = ", ".join(clean(part) for part in (_place(view), view.technique, view.clinician) if part)
    lines = [wording.text(LANG, "card_site", site=site)] if site else []
    if view.hours_since is not None:
        lines.append(wording.text(LANG, "card_hours", hours=f"{view.hours_since:.0f}"))
    known = [each.replace("_", " ") for each in view.modifiers]
    known += [wording.text(LANG, "card_age", band=view.age_band)] if view.age_band else []
    known += [wording.text(LANG, "card_guardian")] if view.guardian else []
    why = [f"{why_of(rule, wording)} ({rule})" for rule in view.rules]
    scores = " → ".join(str(score) for score in view.scores)
    for key, listed in (("modifiers", ", ".join(known)), ("scores", scores), ("rules", "; ".join(why))):
        if listed:
            lines.append(wording.text(LANG, f"card_{key}", list=listed))
    return lines


def _place(view: CardView) -> str:
    return " ".join(part.replace("_", " ") for part in (view.side, view.area) if part)


def why_of(rule: str, wording: Wording) -> str:
    """Return a rule in staff's words: its own, or those of its row."""
    parts = rule.split("_")
    names = ["_".join(parts[:size]) for size in range(len(parts), 0, -1)]
    return next((wording.text(LANG, f"rule_{name}") for name in names if wording.has(LANG, f"rule_{name}")), rule)


def _words(page: Composer, view: CardView, wording: Wording, *, newest: int = NEWEST) -> None:
    if view.words and _withheld(view):
        page.line(wording.text(LANG, "card_withheld"))
        return
    for time, words in view.words[-newest:]:
        page.line(wording.text(LANG, "card_words", time=time))
        page.quote(clean(words)[:WORDS_LIMIT])


def _withheld(view: CardView) -> bool:
    """Words about self-harm are not for a group, denied ones neither (people.md 23)."""
    return view.level == "crisis" or any(rule.startswith("r10") for rule in view.rules)


def _told(view: CardView, wording: Wording) -> str:
    level = view.level if view.level in ("emergency", "crisis", "urgent") else "routine"
    return wording.text(LANG, f"card_told_{level}")


def _state(view: CardView, wording: Wording) -> str:
    if view.state == "resolved":
        return wording.text(LANG, "card_resolved", name=view.resolved_by, outcome=_outcome(view, wording))
    if view.state == "taken":
        return wording.text(LANG, "card_taken", name=view.taken_by, time=view.taken_at or "")
    if view.snoozed:
        return wording.text(LANG, "card_snoozed_until", time=view.snoozed)
    return wording.text(LANG, "card_open")


def _outcome(view: CardView, wording: Wording) -> str:
    return wording.text(LANG, f"outcome_{view.outcome}")


#: What a card offers, line by line; who has taken it is not asked to take it.
ACTIONS = (("take", "reply", "resolve"), ("call", "askcall", "phone"), ("replyclose", "ready", "more"))
#: What is needed seldom, behind *More…*.
MORE = ("snooze", "hand", "record")
#: An alarm is never put off (people.md 19).
ALARMS = ("emergency", "crisis")


def _buttons(view: CardView, wording: Wording) -> Rows:
    if view.state == "resolved":
        return ()
    lines = [[each for each in line if each != "take" or view.state != "taken"] for line in ACTIONS]
    return tuple(
        tuple(Button(label=wording.text(LANG, f"button_{each}"), action=each, ref=view.ref) for each in line)
        for line in lines
    )


def more_buttons(ref: str, level: str, wording: Wording) -> Rows:
    """Return what stands behind *More…* on a card of this level."""
    offered = [each for each in MORE if each != "snooze" or level not in ALARMS]
    return (tuple(Button(label=wording.text(LANG, f"button_{each}"), action=each, ref=ref) for each in offered),)


def record(view: CardView, wording: Wording, *, opened: str, closed: str) -> tuple[str, ...]:
    """Return five lines for the clinic's own system: who, what was found, told, done, and how it ended."""
    found = ", ".join(each.replace("_", " ") for each in view.findings) or wording.text(LANG, "record_nothing")
    why = "; ".join(why_of(rule, wording) for rule in view.rules)
    done = "; ".join(wording.text(LANG, f"card_{kind}", name=name, time=time) for kind, name, time in view.deeds)
    ended = _state(view, wording) if view.state == "resolved" else wording.text(LANG, "record_open")
    return (
        wording.text(
            LANG, "record_who", who=clean(view.who), site=_place(view) or "-", technique=view.technique or "-"
        ),
        wording.text(LANG, "record_found", time=opened, level=_level(view, wording), list=found, why=why),
        wording.text(LANG, "record_told", told=_told(view, wording)),
        wording.text(LANG, "record_done", list=done or wording.text(LANG, "record_nothing")),
        wording.text(LANG, "record_ended", time=closed, ended=ended),
    )

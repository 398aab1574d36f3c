"""Briefs: how a patient's last time went, in a few lines, for the clinician before the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from messages.said import Composer, Said, clean
from messages.wording import Wording

LANG = "en"
#: Soreness of this and less is nearly gone.
SETTLED = 2


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What is told of a visit: scores and reactions as (hours since the session, what), ids of options and states."""

    who: str
    scores: Sequence[tuple[float, int]] = ()
    reactions: Sequence[tuple[float, str]] = ()
    change: str = ""
    helped: Sequence[str] = ()
    #: (level, outcome) of each flag; outcome empty while it is open.
    flags: Sequence[tuple[str, str]] = ()
    silent: Sequence[str] = ()


def settled_at(scores: Sequence[tuple[float, int]]) -> float | None:
    """Return from which hour on every answer was 2 or less; none when the last one was not."""
    calm: float | None = None
    for hours, number in reversed(scores):
        if number > SETTLED:
            break
        calm = hours
    return calm


def said(brief: Brief, wording: Wording) -> Said:
    """Return the brief as a silent message."""
    page = Composer()
    page.bold(wording.text(LANG, "staff_brief_head", who=clean(brief.who)))
    for line in [*_soreness(brief, wording), *_reactions(brief, wording), *_end(brief, wording)]:
        page.line(line)
    return page.said(silent=True)


def _soreness(brief: Brief, wording: Wording) -> list[str]:
    if not brief.scores:
        return [wording.text(LANG, "staff_brief_no_scores")]
    peak_at, peak = max(brief.scores, key=lambda each: each[1])
    calm = settled_at(brief.scores)
    key = "staff_brief_not_settled" if calm is None else "staff_brief_settled"
    settled = wording.text(LANG, key, hours=f"{brief.scores[-1][0] if calm is None else calm:.0f}")
    listed = ", ".join(f"{number} ({hours:.0f} h)" for hours, number in brief.scores)
    return [
        wording.text(LANG, "staff_brief_peak", peak=peak, hours=f"{peak_at:.0f}", settled=settled),
        wording.text(LANG, "staff_brief_sores", list=listed),
    ]


def _reactions(brief: Brief, wording: Wording) -> list[str]:
    if not brief.reactions:
        return [wording.text(LANG, "staff_brief_no_reactions")]
    listed = ", ".join(f"{name.replace('_', ' ')} ({hours:.0f} h)" for hours, name in brief.reactions)
    return [wording.text(LANG, "staff_brief_reactions", list=listed)]


def _end(brief: Brief, wording: Wording) -> list[str]:
    lines = []
    if brief.change:
        change = wording.text(LANG, f"option_change_{brief.change}")
        lines.append(wording.text(LANG, "staff_brief_change", change=change))
    if brief.helped:
        listed = ", ".join(wording.text(LANG, f"option_helped_{each}") for each in brief.helped)
        lines.append(wording.text(LANG, "staff_brief_helped", list=listed))
    if brief.flags:
        listed = ", ".join(_flag(level, outcome, wording) for level, outcome in brief.flags)
        lines.append(wording.text(LANG, "staff_brief_flags", list=listed))
    if brief.silent:
        lines.append(wording.text(LANG, "staff_brief_silent", list=", ".join(brief.silent)))
    return lines


def _flag(level: str, outcome: str, wording: Wording) -> str:
    name = wording.text(LANG, f"card_level_{level}")
    return f"{name} ({wording.text(LANG, f'outcome_{outcome}')})" if outcome else name

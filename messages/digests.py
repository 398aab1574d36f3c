"""Digests: what waits, as a team reads it at opening and at closing. Pseudonyms and levels, never words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from messages.said import Composer, Said, clean
from messages.wording import Wording

LANG = "en"
#: A hand-over is read in a minute: so many flags are written out, and so many names in a line.
FLAGS, NAMES = 15, 10


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An open flag in a digest: level, pseudonym, since when, promised by when, what happened and what is next."""

    level: str
    who: str
    since: str
    by: str
    #: Who has it; empty where nobody has.
    taken_by: str = ""
    rang: int = 0
    overdue: bool = False
    #: It stands since before today's opening.
    from_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What is handed over; lists hold pseudonyms."""

    kind: Literal["opening", "closing"]
    #: The place it is for, by name; empty where the clinic has one.
    place: str = ""
    flags: Sequence[Waiting] = ()
    silent: Sequence[str] = ()
    tonight: Sequence[str] = ()
    unreachable: Sequence[str] = ()
    uncertain: Sequence[str] = ()
    waiting: Sequence[str] = ()
    nobody_on_duty: bool = False
    audit_lines: int = 0
    audit_seal: str = ""
    audit_broken: int | None = None


def said(digest: Digest, wording: Wording) -> Said:
    """Return the digest as one message; the urgent flags of the closed hours stand first (people.md 21)."""
    page = Composer()
    head = wording.text(LANG, f"digest_{digest.kind}")
    page.bold(f"{digest.place}. {head}" if digest.place else head)
    if digest.nobody_on_duty:
        page.bold(wording.text(LANG, "digest_duty_none"))
    _flags(page, digest, wording)
    for name in ("silent", "tonight", "unreachable", "uncertain", "waiting"):
        names = getattr(digest, name)
        if names:
            page.line(wording.text(LANG, f"digest_{name}", list=_listed(names)))
    page.italic(_audit(digest, wording))
    return page.said()


def _flags(page: Composer, digest: Digest, wording: Wording) -> None:
    if not digest.flags:
        page.line(wording.text(LANG, "digest_nothing"))
        return
    first = [each for each in digest.flags if each.from_closed and each.level in ("emergency", "crisis", "urgent")]
    rest = [each for each in digest.flags if each not in first]
    left = FLAGS
    for head, listed in (("digest_urgent_head", first), ("digest_open_head", rest)):
        if listed and left:
            page.line().bold(wording.text(LANG, head))
            for each in listed[:left]:
                page.line(_flag(each, wording))
            left -= min(left, len(listed))
    if len(digest.flags) > FLAGS:
        page.line(wording.text(LANG, "digest_more", n=len(digest.flags) - FLAGS))
    page.line()


def _flag(each: Waiting, wording: Wording) -> str:
    state = wording.text(LANG, "open_taken" if each.taken_by else "open_open", name=each.taken_by)
    rang = wording.text(LANG, "digest_flag_rang", n=each.rang) if each.rang > 1 else ""
    following = "overdue" if each.overdue else "taken" if each.taken_by else "open"
    return wording.text(
        LANG,
        "digest_flag",
        level=wording.text(LANG, f"card_level_{each.level}"),
        who=clean(each.who),
        state=state,
        since=each.since,
        by=each.by,
        next=rang + wording.text(LANG, f"digest_next_{following}", name=each.taken_by),
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(clean(name) for name in names[:NAMES])
    return f"{shown}, +{len(names) - NAMES}" if len(names) > NAMES else shown


def _audit(digest: Digest, wording: Wording) -> str:
    if digest.audit_broken is not None:
        return wording.text(LANG, "digest_audit_broken", n=digest.audit_broken)
    return wording.text(LANG, "digest_audit", n=digest.audit_lines, seal=digest.audit_seal[:12] or "-")

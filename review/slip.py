"""The slip: what a form or a row of a day's list says of a session, by field, put as the line that the desk reads."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from records.invites import Details
from review.fields import CLOCK, KNOWN_AREAS, READERS, SIDES, Unclear, clock

#: What no initials are, where a line should begin with them.
WORDS = frozenset({*SIDES, *KNOWN_AREAS, "dry", "upper", "low", "lower"}) - {"l", "r", "b"}
NO_INITIALS = "It must begin with initials, such as JM."
#: What stands between the times of a span.
DASHES = frozenset("-–—")


@dataclass(frozen=True, kw_only=True)
class Slip:
    """The fields as they were written; empty where there was nothing."""

    initials: str = ""
    time: str = ""
    age: str = ""
    side: str = ""
    area: str = ""
    technique: str = ""
    first: str = ""
    record: str = ""
    phone: str = ""
    clinician: str = ""


FIELDS = tuple(each.name for each in fields(Slip))


def line(slip: Slip) -> str:
    """Return the line that stands for a slip; Unclear names every mistake at once."""
    said, wrong = [], []
    for name, read in READERS.items():
        try:
            said.append(read(getattr(slip, name)))
        except Unclear as exc:
            wrong.append(str(exc))
    if wrong:
        raise Unclear(" ".join(wrong))
    return " ".join(each for each in said if each)


def named(details: Details, slip: Slip) -> Details:
    """Return what the desk read, with the clinician whose name stood in a field of its own."""
    return replace(details, clinician=slip.clinician[:40] or details.clinician)


def timed(words: str) -> str:
    """Return free words with their one time, the end of a span, written as the desk reads it; Unclear without one."""
    letters = words.split(maxsplit=1)[0] if words.split() else ""
    # "Lee Wong neck" would be the initials LEE, treated by Wong.
    if letters.casefold() in WORDS or not (len(letters) <= 2 or letters.isupper()):
        raise Unclear(NO_INITIALS)
    told = clock(" ".join(each.group() for each in CLOCK.finditer(words)))
    return " ".join([*(each for each in CLOCK.sub(" ", words).split() if each not in DASHES), told])

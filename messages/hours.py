"""Opening hours, pure: is the clinic open, until when, and when does it open next?"""

from __future__ import annotations

import datetime as dt

from messages.clinic import DAYS, Clinic

#: "Call now" is of little use so near to closing: the closed-hours words are said too.
SOON = dt.timedelta(hours=1)
#: No clinic is closed for longer than this; beyond it the hours are taken as unknown.
HORIZON_DAYS = 60

Span = tuple[dt.datetime, dt.datetime]


def spans(clinic: Clinic, day: dt.date) -> list[Span]:
    """Return the day's opening times as UTC pairs, in order."""
    if day in clinic.closures:
        return []
    written = sorted(clinic.hours.get(DAYS[day.weekday()], []))
    return [_span(clinic, day, text) for text in written]


def _span(clinic: Clinic, day: dt.date, text: str) -> Span:
    start, _, end = text.partition("-")
    return _moment(clinic, day, start), _moment(clinic, day, end)


def _moment(clinic: Clinic, day: dt.date, clock: str) -> dt.datetime:
    if clock == "24:00":
        day, clock = day + dt.timedelta(days=1), "00:00"
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), clinic.tz).astimezone(dt.UTC)


def closes_at(clinic: Clinic, now: dt.datetime) -> dt.datetime | None:
    """Return when the present opening ends (UTC), or none when it is closed."""
    today = now.astimezone(clinic.tz).date()
    return next((end for start, end in spans(clinic, today) if start <= now < end), None)


def is_open(clinic: Clinic, now: dt.datetime) -> bool:
    """Say whether somebody answers the phone now."""
    return closes_at(clinic, now) is not None


def closing_soon(clinic: Clinic, now: dt.datetime) -> bool:
    """Say whether it closes within the hour."""
    end = closes_at(clinic, now)
    return end is not None and end - now <= SOON


def opens_next(clinic: Clinic, now: dt.datetime) -> dt.datetime:
    """Return the next opening after now (UTC); `now` plus the horizon when the hours know of none."""
    today = now.astimezone(clinic.tz).date()
    for days in range(HORIZON_DAYS):
        for start, _ in spans(clinic, today + dt.timedelta(days=days)):
            if start > now:
                return start
    return now + dt.timedelta(days=HORIZON_DAYS)


def after_open(clinic: Clinic, now: dt.datetime, minutes: int) -> dt.datetime:
    """Return the moment when the clinic will have been open for so many minutes (UTC)."""
    left, moment = dt.timedelta(minutes=minutes), now
    for _ in range(HORIZON_DAYS):
        end = closes_at(clinic, moment)
        if end is None:
            moment = opens_next(clinic, moment)
            continue
        if moment + left <= end:
            return moment + left
        left, moment = left - (end - moment), end
    return now + dt.timedelta(days=HORIZON_DAYS)


def reply_by(clinic: Clinic, now: dt.datetime) -> dt.datetime:
    """Return by when staff plan to have looked at an ordinary message: the end of the next working day."""
    today = now.astimezone(clinic.tz).date()
    for days in range(1, HORIZON_DAYS):
        that_day = spans(clinic, today + dt.timedelta(days=days))
        if that_day:
            return that_day[-1][1]
    return now + dt.timedelta(days=HORIZON_DAYS)

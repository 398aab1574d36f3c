"""Wording: a sentence of the content, filled in with the clinic's facts, in the reader's language and zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names

from messages import hours
from messages.clinic import DAYS, Clinic
from messages.said import Button, Said
from messages.texts import Texts

Rows = tuple[tuple[Button, ...], ...]

FALLBACK = "en"
#: Days that have a name of their own, by their distance from today.
NAMED_DAYS = {-1: "day_yesterday", 0: "day_today", 1: "day_tomorrow"}


class Wording:
    """Finds and fills; what people read is written in content files."""

    def __init__(self, texts: Mapping[str, Texts], clinic: Clinic) -> None:
        """Speak with these sentences and the clinic's facts."""
        self._texts = texts
        self.clinic = clinic
        self._facts = {
            "clinic": clinic.name,
            "phone": clinic.phone,
            "emergency": clinic.emergency,
            "crisis": clinic.crisis,
            "after_hours": clinic.after_hours,
        }

    def text(self, lang: str, key: str, **values: object) -> str:
        """Return a sentence; KeyError for a key or a value that is missing (a test finds both first)."""
        texts = self._texts.get(lang) or self._texts[FALLBACK]
        return texts.by_key[key].format_map({**self._facts, **values})

    def has(self, lang: str, key: str) -> bool:
        """Say whether there is such a sentence."""
        return key in (self._texts.get(lang) or self._texts[FALLBACK]).by_key

    def said(self, lang: str, key: str, *, buttons: Rows = (), **values: object) -> Said:
        """Return a sentence as a message."""
        return Said(text=self.text(lang, key, **values), buttons=buttons)

    def when(self, lang: str, moment: dt.datetime, zone: str, now: dt.datetime) -> str:
        """Return a moment as people say it: "today 20:30", "tomorrow 08:30", "Sunday 08:30"."""
        local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
        days = (local.date() - today).days
        if days in NAMED_DAYS:
            day = self.text(lang, NAMED_DAYS[days])
        else:
            day = format_date(local.date(), "EEEE", locale=lang) if -7 < days < 7 else self.date(lang, local)
        return f"{day} {local:%H:%M}"

    def soon(self, lang: str, moment: dt.datetime, zone: str, now: dt.datetime) -> str:
        """Return a near moment as people say it: "in 10 minutes", "in one hour", else the day and the time."""
        minutes = round((moment - now).total_seconds() / 60)
        if minutes < 60:
            return self.text(lang, "in_minutes", n=max(1, minutes))
        if minutes == 60:
            return self.text(lang, "in_one_hour")
        if minutes <= 240 and minutes % 60 == 0:
            return self.text(lang, "in_hours", n=minutes // 60)
        return self.when(lang, moment, zone, now)

    def date(self, lang: str, moment: dt.datetime) -> str:
        """Return a local day in full, in the language's own order: "Friday 27 November"."""
        return format_date(moment.date(), self.text(lang, "day_pattern"), locale=lang)

    def where(self, lang: str, date: str, area: str) -> str:
        """Return when and where she was treated, in words for the crew: "on Friday 27 November in your neck"."""
        if self.has(lang, f"area_{area}"):
            return self.text(lang, "when_where", date=date, area=self.text(lang, f"area_{area}"))
        return self.text(lang, "when_only", date=date)

    def clinic_facts(self, lang: str) -> dict[str, str]:
        """Return what an answer may name of the clinic."""
        return {**self._facts, "hours": self.hours_line(lang), "places": self.places()}

    def contact_line(self, lang: str, now: dt.datetime) -> str:
        """Return whom to call, truthfully for this hour (people.md 6)."""
        clinic = self.clinic
        closes = hours.closes_at(clinic, now)
        if closes is None:
            opens = self.when(lang, hours.opens_next(clinic, now), clinic.zone, now)
            key = "contact_closed" if clinic.on_call else "contact_nobody"
            return self.text(lang, key, time=opens, out_of_hours=self._out_of_hours(lang))
        key = "contact_soon" if hours.closing_soon(clinic, now) else "contact_open"
        time = f"{closes.astimezone(clinic.tz):%H:%M}"
        return self.text(lang, key, time=time, out_of_hours=self._out_of_hours(lang))

    def _out_of_hours(self, lang: str) -> str:
        key = "out_person" if self.clinic.on_call else "out_nobody"
        return self.text(lang, key, out_of_hours=self.clinic.out_of_hours)

    def reply_by(self, lang: str, now: dt.datetime) -> str:
        """Return by when staff plan to have looked at an ordinary message."""
        return self.when(lang, hours.reply_by(self.clinic, now), self.clinic.zone, now)

    def hours_line(self, lang: str) -> str:
        """Return the opening hours in one line: "Mon-Fri 08:00-18:00"."""
        runs: list[tuple[list[str], str]] = []
        for day in DAYS:
            spans = ", ".join(sorted(self.clinic.hours.get(day, [])))
            if spans and runs and runs[-1][1] == spans and _next_to(runs[-1][0][-1], day):
                runs[-1][0].append(day)
            elif spans:
                runs.append(([day], spans))
        return "; ".join(f"{_run(days, lang)} {spans}" for days, spans in runs)

    def places(self) -> str:
        """Return the clinic's places in one line."""
        return " ".join(f"{each.name}: {each.address}." for each in self.clinic.locations)

    def asked(self, lang: str, kind: str, ref: str, rules: Collection[str] = ()) -> Said:
        """Return a one-tap question, its buttons naming the row that waits for the answer."""
        match kind:
            case "help":
                return self.said(
                    lang, "help_ask", buttons=self.rows(lang, "help", ref, ("yes", "no", "passed"), "help")
                )
            case "now":
                return self._now(lang, ref, rules)
            case _:
                return self.danger_list(lang, "unknown", ref)

    def _now(self, lang: str, ref: str, rules: Collection[str]) -> Said:
        """Whoever may think of death is asked about that, in other words than about a chest."""
        harm, neck = any(rule.startswith("r10") for rule in rules), "photo_neck" in rules
        key = "ask_harm" if harm else "ask_neck" if neck else "ask_now"
        said = self.said(lang, key, buttons=self.rows(lang, "now", ref, ("yes", "no"), key))
        return said.model_copy(update={"text": f"{said.text}\n\n{self.text(lang, f'{key}_line')}"})

    def danger_list(self, lang: str, key: str, ref: str, **values: object) -> Said:
        """Return a sentence with the plain-words danger list (people.md 8)."""
        options = ("chest", "weak", "faint", "harm", "none")
        said = self.said(lang, key, buttons=self.rows(lang, "danger", ref, options, "unknown"), **values)
        return said.model_copy(update={"text": f"{said.text}\n\n{self.text(lang, 'ask_now_line')}"})

    def rows(self, lang: str, action: str, ref: str, options: Collection[str], prefix: str) -> Rows:
        """Return one button a row, its label `<prefix>_<option>`."""
        return tuple(
            (Button(label=self.text(lang, f"{prefix}_{each}"), action=action, ref=f"{ref}.{each}"),) for each in options
        )


def _next_to(day: str, following: str) -> bool:
    return DAYS.index(following) - DAYS.index(day) == 1


def _run(days: list[str], lang: str) -> str:
    """Return a run of days by their short names in a language: "Mon-Fri"."""
    names = get_day_names("abbreviated", locale=lang)
    first, last = (str(names[DAYS.index(day)]).rstrip(".").capitalize() for day in (days[0], days[-1]))
    return first if len(days) == 1 else f"{first}-{last}"

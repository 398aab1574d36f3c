"""Deeds: what can be done about a flag or a patient. The desk does them; here their forms are read."""

from __future__ import annotations

from collections.abc import Callable

from records import flags, glances, patients, staff
from records.models import Flag, Patient, Staff
from records.store import Db
from review.desk import Told
from review.places import flag_of, patient_of
from review.refusing import Refused
from review.web import Form, Routes, Shown, Web, Work

routes = Routes()
LANG = "en"
#: A deed on a flag, once it is found.
Doing = Callable[[Db, Staff, Flag], "Told | Shown"]


def _on_flag(web: Web, form: Form, do: Doing) -> Work:
    return lambda db, person: do(db, person, flag_of(db, web.desk, person, form.ref))


def _read_before(web: Web, form: Form, do: Doing) -> Work:
    """What ends, answers or puts off a flag is done by who has read all of it: her newest words may be an alarm."""

    def work(db: Db, person: Staff) -> Told | Shown:
        flag, seen = flag_of(db, web.desk, person, form.ref), form.text("seen")
        if seen and seen != glances.standing(db, flag):
            return Told(done=False, text=web.desk.wording.text(LANG, "staff_page_new"))
        return do(db, person, flag)

    return work


@routes.deed("/flag/{ref}/take")
def take(web: Web, form: Form) -> Work:
    """Take it, as a lease."""
    return _on_flag(web, form, lambda db, person, flag: web.desk.take(db, person, flag, now=form.now))


@routes.deed("/flag/{ref}/call")
def call(web: Web, form: Form) -> Work:
    """I'll phone."""
    return _on_flag(web, form, lambda db, person, flag: web.desk.call(db, person, flag, now=form.now))


@routes.deed("/flag/{ref}/askcall")
def ask_call(web: Web, form: Form) -> Work:
    """Ask her to phone us."""
    return _on_flag(web, form, lambda db, person, flag: web.desk.ask_call(db, person, flag, now=form.now))


@routes.deed("/flag/{ref}/phone")
def phone(web: Web, form: Form) -> Work:
    """Show her number."""
    return _on_flag(web, form, lambda db, person, flag: web.desk.phone(db, person, flag, now=form.now))


@routes.deed("/flag/{ref}/endplan")
def end_plan(web: Web, form: Form) -> Work:
    """End her check-ins."""
    return _read_before(web, form, lambda db, person, flag: web.desk.end_plan(db, person, flag, now=form.now))


@routes.deed("/flag/{ref}/goon")
def go_on(web: Web, form: Form) -> Work:
    """Let her check-ins go on."""
    return _on_flag(web, form, lambda db, person, flag: web.desk.go_on(db, person, flag, now=form.now))


@routes.deed("/flag/{ref}/snooze")
def snooze(web: Web, form: Form) -> Work:
    """Put it off."""
    written = form.text("minutes")
    if written not in {str(minutes) for minutes in web.desk.snoozes}:
        raise Refused("form")
    minutes = int(written)
    return _read_before(web, form, lambda db, person, flag: web.desk.snooze(db, person, flag, minutes, now=form.now))


@routes.deed("/flag/{ref}/hand")
def hand(web: Web, form: Form) -> Work:
    """Hand it to a colleague, who sees its place too."""

    def do(db: Db, person: Staff, flag: Flag) -> Told:
        to = next((each for each in staff.seated(db) if each.ref == form.text("to")), None)
        if to is None or flag.location not in web.desk.places(db, to):
            raise Refused("form")
        return web.desk.hand(db, person, flag, to, now=form.now)

    return _on_flag(web, form, do)


@routes.deed("/flag/{ref}/resolve")
def resolve(web: Web, form: Form) -> Work:
    """End it with an outcome."""
    outcome = form.text("outcome")
    if outcome not in web.desk.outcomes:
        raise Refused("form")
    return _read_before(web, form, lambda db, person, flag: web.desk.resolve(db, person, flag, outcome, now=form.now))


@routes.deed("/flag/{ref}/grade")
def grade(web: Web, form: Form) -> Work:
    """Say whether its level was right."""
    given = form.text("grade")

    def do(db: Db, person: Staff, flag: Flag) -> Told:
        # A second reader says it where the first word is hidden.
        if flags.grades(db, flag.id):
            return Told(done=False, text=web.desk.wording.text(LANG, "staff_graded_before"))
        return web.desk.grade(db, person, flag, given, now=form.now)

    return _on_flag(web, form, do)


@routes.deed("/flag/{ref}/reply")
def reply(web: Web, form: Form) -> Work:
    """Say words to her, and close the card where that was asked for; a foreign tongue is asked about first."""
    words, reader = form.text("words"), web.desk.catalog.reader

    def do(db: Db, person: Staff, flag: Flag) -> Told | Shown:
        patient = patients.by_id(db, flag.patient_id)
        if not form.text("anyway") and reader.foreign(words, ours=LANG, theirs=patient.lang):
            return _ask_anyway(web, form, flag, patient, words)
        told = web.desk.reply(db, person, flag, words, now=form.now)
        if told.done and form.text("then") == "close" and flag.state != "resolved":
            closed = web.desk.resolve(db, person, flag, web.desk.outcomes[0], now=form.now)
            return Told(done=closed.done, text=f"{told.text} {closed.text}")
        return told

    return _read_before(web, form, do)


def _ask_anyway(web: Web, form: Form, flag: Flag, patient: Patient, words: str) -> Shown:
    web.notices.keep(form.visitor.sitting_id, flag.ref, words)
    language = web.desk.wording.text(patient.lang, "language_name")
    values = {"flag": flag, "patient": patient, "words": words, "language": language}
    values |= {"then": form.text("then"), "seen": form.text("seen")}
    return "foreign.html", values


@routes.deed("/patient/{ref}/note")
def note(web: Web, form: Form) -> Work:
    """Keep words for colleagues."""

    def work(db: Db, person: Staff) -> Told:
        patient = patient_of(db, web.desk, person, form.ref)
        return web.desk.note(db, person, patient, form.text("words"), now=form.now)

    return work


@routes.deed("/duty")
def duty(web: Web, form: Form) -> Work:
    """Go on or off duty."""
    return lambda db, person: web.desk.duty(db, person, on=form.text("on") == "1", now=form.now)

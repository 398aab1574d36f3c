"""The plan's times: clinical.md section 4, in every zone and across clock changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.plan import Limits, Plan, Question, Step
from scheduler.plan import Due, in_quiet, out_of_quiet, send_until, timetable

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
IRVINE = "America/Los_Angeles"
QUIET = {"quiet_from": "21:00", "quiet_to": "08:00"}


def step(step_id: str, hours: float, window: float = 4, moves: str = "near", **more: object) -> Step:
    """Make a step with hours where the content has minutes."""
    row = {
        "id": step_id,
        "questions": ["soreness"],
        "offset_minutes": int(60 * hours),
        "window_minutes": int(60 * window),
        "moves": moves,
    }
    return Step.model_validate({**row, "intro": "hello", **more})


LIMITS = Limits(
    max_scheduled=6,
    max_water=3,
    nudge_after_minutes=120,
    merge_minutes=180,
    stale_after_minutes=120,
    edge_margin_minutes=30,
    quiet_from="21:00",
    quiet_to="08:00",
)
STEPS = [
    step("c0", 0, scheduled=False),
    step("c1", 2, 4, "back"),
    step("c2", 7, 14, "back"),
    step("c3", 24, 20),
    step("c4", 48, 24),
]
SORENESS = Question(id="soreness", kind="score", text="ask_soreness")
PLAN = Plan(version="1", reviewed_by="", reviewed_on="", limits=LIMITS, steps=STEPS, questions=[SORENESS])


def local(day: int, clock: str, zone: str = IRVINE) -> dt.datetime:
    """Return a time in early March 2026 on a patient's wall; Irvine changes its clocks on the 8th."""
    return dt.datetime.fromisoformat(f"2026-03-{day:02} {clock}").replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def table(ended: dt.datetime, enrolled: dt.datetime | None = None, plan: Plan = PLAN) -> list[tuple[str, str]]:
    """Return the steps with their local times, as a patient reads them."""
    dues = planned(timetable(plan, ended_at=ended, enrolled_at=enrolled or ended, zone=IRVINE, **QUIET))
    return [(due.step, f"{due.due_at.astimezone(ZoneInfo(IRVINE)):%d %H:%M}") for due in dues]


def planned(dues: Sequence[Due]) -> list[Due]:
    """Return what is asked, without what is left out."""
    return [due for due in dues if due.state == "planned"]


def test_a_morning_session() -> None:
    """Where no hour is quiet every step stands at its offset, and unscheduled ones are not there."""
    assert [("c1", "03 12:00"), ("c2", "03 17:00"), ("c3", "04 10:00"), ("c4", "05 10:00")] == table(local(3, "10:00"))


@pytest.mark.holds("plan:quiet_hours", "plan:c2")
def test_the_evening_check_goes_back_before_quiet_hours() -> None:
    """c2 at 22:00 is asked at 20:30 instead."""
    assert ("c2", "03 20:30") in table(local(3, "15:00"))


def test_near_checks_become_one() -> None:
    """After a late-afternoon session c1 and c2 come close: c2 alone is asked, at the earlier time."""
    assert [("c2", "03 19:00"), ("c3", "04 17:00"), ("c4", "05 17:00")] == table(local(3, "17:00"))


@pytest.mark.holds("plan:quiet_hours")
def test_an_evening_session_waits_for_the_morning() -> None:
    """Before quiet hours there is less than an hour left: the first checks are asked at 8:30."""
    assert [("c2", "04 08:30"), ("c3", "04 20:00"), ("c4", "05 20:00")] == table(local(3, "20:00"))


@pytest.mark.parametrize(("ended", "asked"), [("22:00", "04 20:30"), ("04:30", "04 08:30")])
def test_later_checks_go_to_the_nearer_edge(ended: str, asked: str) -> None:
    """c3 moves to whichever end of the quiet hours is nearer."""
    assert ("c3", asked) in table(local(3, ended))


def test_a_clock_change_keeps_the_hours_true() -> None:
    """Spring forward: 24 hours later is an hour later on the wall, and the quiet hours stay on the wall."""
    assert [("c1", "07 12:00"), ("c2", "07 17:00"), ("c3", "08 11:00"), ("c4", "09 11:00")] == table(local(7, "10:00"))


@pytest.mark.parametrize(
    ("enrolled", "first"),
    [("13:59", ("c1", "03 13:59")), ("14:00", ("c1", "03 14:00")), ("14:01", ("c2", "03 17:00"))],
)
@pytest.mark.holds("plan:late_enrolment")
def test_late_enrolment(enrolled: str, first: tuple[str, str]) -> None:
    """A check up to two hours past is asked at once, an older one not at all."""
    assert first == table(local(3, "10:00"), local(3, enrolled))[0]


def test_nothing_is_asked_at_enrolment_in_quiet_hours() -> None:
    """Enrolled at 21:30: the check of 20:30 would be half a day old by the morning, so it is left out."""
    assert ["c3", "c4"] == [name for name, _ in table(local(3, "15:00"), local(3, "21:30"))]


@pytest.mark.holds("plan:cap")
def test_the_cap() -> None:
    """No more scheduled messages than the plan allows."""
    few = PLAN.model_copy(update={"limits": LIMITS.model_copy(update={"max_scheduled": 2})})
    assert ["c1", "c2"] == [name for name, _ in table(local(3, "10:00"), plan=few)]


def test_windows_end_with_the_next_check() -> None:
    """An answer is awaited for the step's own time, and never beyond the next check."""
    ended = local(3, "10:00")
    dues = timetable(PLAN, ended_at=ended, enrolled_at=ended, zone=IRVINE, **QUIET)
    assert [6, 21, 44, 72] == [(due.window_end - ended) / HOUR for due in dues]
    soon = planned(timetable(PLAN, ended_at=ended, enrolled_at=ended + 4 * HOUR, zone=IRVINE, **QUIET))
    assert soon[1].due_at == soon[0].window_end


def test_no_quiet_hours() -> None:
    """Equal times mean that she wants none."""
    ended = local(3, "20:00")
    dues = timetable(PLAN, ended_at=ended, enrolled_at=ended, zone=IRVINE, quiet_from="00:00", quiet_to="00:00")
    assert [2, 7, 24, 48] == [(due.due_at - ended) / HOUR for due in dues]


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("07:59", True), ("08:00", False)],
)
def test_quiet_hours_over_midnight(clock: str, quiet: bool) -> None:
    """The first minute is quiet, the last one is not."""
    assert quiet == in_quiet(local(3, clock), IRVINE, **QUIET)


def test_out_of_quiet() -> None:
    """A quiet moment becomes the end of its quiet hours; another stays as it is."""
    assert local(4, "08:00") == out_of_quiet(local(3, "22:00"), IRVINE, **QUIET)
    assert local(3, "12:00") == out_of_quiet(local(3, "12:00"), IRVINE, **QUIET)


@pytest.mark.parametrize(
    ("due", "window", "until"),
    [("12:00", "16:00", "14:00"), ("12:00", "13:00", "13:00"), ("20:30", "23:00", "21:00")],
)
def test_unsent_is_stale(due: str, window: str, until: str) -> None:
    """After an outage: at most two hours late, not beyond the window, not into quiet hours."""
    assert local(3, until) == send_until(
        LIMITS, due_at=local(3, due), window_end=local(3, window), zone=IRVINE, **QUIET
    )


def test_unsent_without_quiet_hours() -> None:
    """Who has no quiet hours is asked up to two hours late at night too."""
    until = send_until(
        LIMITS,
        due_at=local(3, "20:30"),
        window_end=local(4, "08:00"),
        zone=IRVINE,
        quiet_from="00:00",
        quiet_to="00:00",
    )
    assert local(3, "22:30") == until


zones = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
minutes = st.integers(0, 15 * 366 * 24 * 60).map(lambda count: dt.timedelta(minutes=count))
moments = minutes.map(lambda since: dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + since)
clocks = st.times().map(lambda clock: f"{clock:%H:%M}")
delays = st.integers(0, 60 * 60).map(lambda minutes: dt.timedelta(minutes=minutes))


def check(all_dues: tuple[Due, ...], ended: dt.datetime, enrolled: dt.datetime, quiet: tuple[str, str, str]) -> None:
    """What holds for every timetable: nothing lost, and each check at a time that she can be asked."""
    assert sorted(due.step for due in all_dues) == ["c1", "c2", "c3", "c4"], "every step has a state"
    assert all(due.why for due in all_dues)
    dues = planned(all_dues)
    asked = {due.step for due in dues}
    assert all(due.merged_into in asked for due in all_dues if due.merged_into), "who asks for it is asked"
    assert len(dues) <= LIMITS.max_scheduled
    assert all(due.window_end > due.due_at for due in dues)
    assert all(not in_quiet(due.due_at, *quiet) for due in dues)
    assert all(due.due_at >= max(enrolled, ended + HOUR) for due in dues)
    assert all(later.due_at - due.due_at >= 3 * HOUR for due, later in pairwise(dues))
    assert all(due.due_at < due.window_end <= later.due_at for due, later in pairwise(dues))
    assert [due.step for due in dues] == sorted({due.step for due in dues})


@settings(max_examples=300, deadline=None)
@given(zone=zones, ended=moments, late=delays)
def test_everywhere_at_all_times(zone: str, ended: dt.datetime, late: dt.timedelta) -> None:
    """In any zone and any year: awake, ordered, apart, not before the session, not before enrolment."""
    enrolled = ended + late
    dues = timetable(PLAN, ended_at=ended, enrolled_at=enrolled, zone=zone, **QUIET)
    check(dues, ended, enrolled, (zone, "21:00", "08:00"))
    assert late > dt.timedelta() or planned(dues)[-1].step == "c4"


@settings(max_examples=200, deadline=None)
@given(zone=zones, ended=moments, late=delays, start=clocks, end=clocks)
@pytest.mark.holds("plan:quiet_hours")
def test_any_quiet_hours(zone: str, ended: dt.datetime, late: dt.timedelta, start: str, end: str) -> None:
    """The same for whatever hours a patient names, be they nearly the whole day."""
    enrolled = ended + late
    dues = timetable(PLAN, ended_at=ended, enrolled_at=enrolled, zone=zone, quiet_from=start, quiet_to=end)
    check(dues, ended, enrolled, (zone, start, end))


@settings(max_examples=100, deadline=None)
@given(zone=zones, moment=moments, start=clocks, end=clocks)
def test_leaving_quiet_hours(zone: str, moment: dt.datetime, start: str, end: str) -> None:
    """Where quiet hours end it is not quiet, nothing quiet lies behind, and a minute before it was quiet."""
    out = out_of_quiet(moment, zone, start, end)
    assert not in_quiet(out, zone, start, end)
    assert out >= moment
    assert out == moment or in_quiet(out - dt.timedelta(minutes=1), zone, start, end)


def test_an_hour_that_comes_twice() -> None:
    """In November 1:00 to 2:00 comes twice in Irvine: the second 1:10 is quiet until the second 1:30."""
    second = dt.datetime(2026, 11, 1, 9, 10, tzinfo=dt.UTC)
    assert second + 20 * MINUTE == out_of_quiet(second, IRVINE, "21:00", "01:30")


def test_an_hour_that_never_comes() -> None:
    """In March 2:00 to 3:00 is skipped in Irvine: quiet hours that end at 2:30 end when the clock is past it."""
    night = dt.datetime(2026, 3, 8, 9, 0, tzinfo=dt.UTC)
    assert dt.datetime(2026, 3, 8, 10, 30, tzinfo=dt.UTC) == out_of_quiet(night, IRVINE, "21:00", "02:30")


@pytest.mark.holds("plan:merge")
def test_what_is_left_out_says_why() -> None:
    """A merged step names the one that asks for it, a stale one says that its time was over, one over the cap so."""
    evening = {
        due.step: due
        for due in timetable(PLAN, ended_at=local(3, "17:00"), enrolled_at=local(3, "17:00"), zone=IRVINE, **QUIET)
    }
    late = {
        due.step: due
        for due in timetable(PLAN, ended_at=local(3, "10:00"), enrolled_at=local(4, "06:00"), zone=IRVINE, **QUIET)
    }
    few = PLAN.model_copy(update={"limits": LIMITS.model_copy(update={"max_scheduled": 2})})
    capped = timetable(few, ended_at=local(3, "10:00"), enrolled_at=local(3, "10:00"), zone=IRVINE, **QUIET)

    assert ("skipped", "c2") == (evening["c1"].state, evening["c1"].merged_into)
    assert "its time was over when the plan began" == late["c1"].why
    assert ["over the cap of 2"] * 2 == [due.why for due in capped if due.state == "skipped"]


def test_what_was_sent_is_not_asked_again_so_soon() -> None:
    """Planned anew at 15:00 after a check of 14:50, the one of 17:00 waits until three hours are over."""
    dues = timetable(
        PLAN,
        ended_at=local(3, "10:00"),
        enrolled_at=local(3, "15:00"),
        zone=IRVINE,
        steps={"c2", "c3", "c4"},
        after=local(3, "14:50"),
        **QUIET,
    )

    assert ["c2", "c3", "c4"] == [due.step for due in planned(dues)]
    assert local(3, "17:50") == dues[0].due_at


@settings(max_examples=300, deadline=None)
@given(zone=zones, there=zones, ended=moments, moved=delays, start=clocks, end=clocks)
@pytest.mark.holds("plan:traveller")
def test_a_traveller_anywhere(
    zone: str, there: str, ended: dt.datetime, moved: dt.timedelta, start: str, end: str
) -> None:
    """Whoever changes her clock on the way is not asked in her new quiet hours, twice, too soon, or never more."""
    quiet = {"quiet_from": start, "quiet_to": end}
    now = ended + moved
    before = timetable(PLAN, ended_at=ended, enrolled_at=ended, zone=zone, **quiet)
    sent = [due for due in planned(before) if due.due_at <= now]
    free = {due.step for due in before} - {due.step for due in sent}
    after = max((due.due_at for due in sent), default=None)
    again = timetable(PLAN, ended_at=ended, enrolled_at=now, zone=there, steps=free, after=after, **quiet)

    assert free == {due.step for due in again}, "every open step has a state"
    dues = planned(again)
    assert all(not in_quiet(due.due_at, there, start, end) for due in dues)
    assert all(due.due_at >= now for due in dues)
    assert all(due.due_at - after >= 3 * HOUR for due in dues if after is not None)
    assert all(later.due_at - due.due_at >= 3 * HOUR for due, later in pairwise(dues))
    assert len(sent) + len(dues) <= LIMITS.max_scheduled


@settings(max_examples=200, deadline=None)
@given(zone=zones, ended=moments, wrong=st.integers(-12, 12), noticed=st.integers(0, 40))
@pytest.mark.holds("plan:corrected")
def test_a_corrected_visit_anywhere(zone: str, ended: dt.datetime, wrong: int, noticed: int) -> None:
    """A session that was entered hours off is put right: what is still to come stands where the true end wants it."""
    now = ended + noticed * HOUR
    first = timetable(PLAN, ended_at=ended + wrong * HOUR, enrolled_at=ended, zone=zone, **QUIET)
    sent = [due for due in planned(first) if due.due_at <= now]
    free = {due.step for due in first} - {due.step for due in sent}
    after = max((due.due_at for due in sent), default=None)
    again = timetable(PLAN, ended_at=ended, enrolled_at=now, zone=zone, steps=free, after=after, **QUIET)
    whole = {due.step: due for due in timetable(PLAN, ended_at=ended, enrolled_at=now, zone=zone, **QUIET)}

    assert free == {due.step for due in again}
    assert all(due.due_at >= now and not in_quiet(due.due_at, zone, "21:00", "08:00") for due in planned(again))
    if not sent:
        assert again == tuple(whole.values())


@pytest.mark.parametrize("day", ["2028-02-28", "2028-02-29", "2027-02-28", "2026-12-31"])
@pytest.mark.holds("plan:leap_day")
def test_days_that_end_a_month(day: str) -> None:
    """A leap day and the end of a year are days like any other."""
    ended = dt.datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=ZoneInfo(IRVINE)).astimezone(dt.UTC)
    dues = timetable(PLAN, ended_at=ended, enrolled_at=ended, zone=IRVINE, **QUIET)

    assert [2, 7, 24, 48] == [(due.due_at - ended) / HOUR for due in dues]


@settings(max_examples=300, deadline=None)
@given(zone=zones, due=moments, stale=st.integers(1, 600), start=clocks, end=clocks, delay=st.integers(0, 900))
def test_nothing_unsent_goes_out_too_late(
    zone: str, due: dt.datetime, stale: int, start: str, end: str, delay: int
) -> None:
    """After an outage of any length: what may still be sent is not stale, not overtaken and not in quiet hours."""
    due = out_of_quiet(due, zone, start, end)
    limits = LIMITS.model_copy(update={"stale_after_minutes": stale})
    quiet = {"quiet_from": start, "quiet_to": end}
    until = send_until(limits, due_at=due, window_end=due + 4 * HOUR, zone=zone, **quiet)
    sent = due + delay * MINUTE

    assert due < until <= due + min(stale * MINUTE, 4 * HOUR)
    assert sent >= until or not in_quiet(sent, zone, start, end)

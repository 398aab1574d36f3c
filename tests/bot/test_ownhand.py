"""Her own hand: moving, skipping, pausing, stopping, and her hours, zone, language and water, at any point."""

from __future__ import annotations

import pytest

from tests.bot.town import JULIA, Town

COMMAND = {"entities": [{"type": "bot_command", "offset": 0, "length": 5}]}


async def asks(town: Town, words: str) -> list[str]:
    """Julia writes a command."""
    return await town.hear(JULIA, JULIA, words, **COMMAND)


async def tap(town: Town, label: str) -> list[str]:
    """Julia taps a button."""
    return await town.tap(JULIA, JULIA, label)


async def local(town: Town, step: str) -> str:
    """Return a step's time on an Irvine clock."""
    row = (await town.rows(step=step))[0]
    return f"{row.due_at.astimezone(town.house.config.clinic.tz):%a %H:%M}"


@pytest.mark.holds("hand:plan")
async def test_the_plan_has_her_hand_under_it(town: Town) -> None:
    """/plan shows what is to come, and the buttons by which she changes it."""
    await town.enrolled()
    said = await asks(town, "/plan")

    assert "• today 12:00: how do you feel?" in said[0]
    assert [
        "Move or skip one",
        "Pause",
        "Quiet hours",
        "Time zone",
        "Water lines on or off",
        "Language",
    ] == await town.buttons()


@pytest.mark.holds("hand:move")
async def test_she_moves_a_check_in(town: Town) -> None:
    """The check of 17:00 is put to 18:00 by four taps, and stays there when her hours change."""
    await town.enrolled()
    await asks(town, "/plan")
    for label in ("Move or skip one", "today 17:00", "today 18:00"):
        await tap(town, label)
    moved = await local(town, "c2")
    await asks(town, "/quiet 22:00-07:00")

    assert "Thu 18:00" == moved == await local(town, "c2")
    assert "moved by the patient" == (await town.rows(step="c2"))[0].why


async def test_what_she_moved_into_her_new_quiet_hours_moves_out(town: Town) -> None:
    """A time she chose gives way to quiet hours that she names later."""
    await town.enrolled()
    await asks(town, "/plan")
    for label in ("Move or skip one", "today 17:00", "today 19:00"):
        await tap(town, label)
    await asks(town, "/quiet 18:30-08:00")

    assert "Thu 17:00" == await local(town, "c2")


@pytest.mark.holds("hand:skip")
async def test_she_skips_a_check_in(town: Town) -> None:
    """It is left out by her, nothing is asked at its time, and /plan says so."""
    await town.enrolled()
    await asks(town, "/plan")
    for label in ("Move or skip one", "today 12:00", "Skip this one"):
        await tap(town, label)
    asked = await town.asked(hours=2)
    plan = await asks(town, "/plan")

    assert [] == [each for each in asked if each.startswith("Hi.")]
    assert ("skipped", "patient") == ((await town.rows(step="c1"))[0].state, (await town.rows(step="c1"))[0].set_by)
    assert "(left out)" in plan[0]


async def test_an_old_button_moves_nothing(town: Town) -> None:
    """The buttons under a plan outlive the check-ins: what was asked meanwhile is not moved any more."""
    await town.enrolled()
    await asks(town, "/plan")
    await tap(town, "Move or skip one")
    await tap(town, "today 12:00")
    await town.asked(hours=2)
    await tap(town, "Skip this one")

    assert "sent" == (await town.states())["c1"]


@pytest.mark.holds("hand:pause")
async def test_a_pause_leaves_check_ins_out(town: Town) -> None:
    """Paused until the morning: the evening's checks are hers to leave out, and tomorrow's comes."""
    await town.enrolled()
    await asks(town, "/pause")
    said = await tap(town, "Until tomorrow morning")
    day = [await town.asked(hours=1) for _ in range(14)]
    later = [await town.asked(hours=1) for _ in range(12)]

    assert any("No check-ins until tomorrow 08:00." in each for each in said)
    assert [] == [each for said in day for each in said if each.startswith("Hi.")]
    assert any(each.startswith("Hi. It is one day on.") for said in later for each in said)
    assert ("skipped", "skipped") == ((await town.states())["c1"], (await town.states())["c2"])


async def test_a_pause_does_not_silence_danger_or_what_she_asks(town: Town) -> None:
    """While it is quiet her own words are answered, and a follow-up she was promised comes."""
    await town.enrolled(minutes=30)
    await asks(town, "/pause")
    await tap(town, "Until I write /resume")
    dizzy = await town.says("a bit dizzy")
    again = await town.asked(minutes=60)
    danger = await town.says("my chest hurts when I breathe")

    assert any("I will ask again in one hour." in each for each in dizzy)
    assert any("How is it now?" in each for each in again)
    assert any(each.startswith("This could be an emergency.") for each in danger)


async def test_resume_ends_a_pause(town: Town) -> None:
    """/resume: the next check comes at its time."""
    await town.enrolled()
    await asks(town, "/pause")
    await tap(town, "For 24 hours")
    await asks(town, "/resume")
    asked = await town.asked(hours=2)

    assert any(each.startswith("Hi. How are you") for each in asked)


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("/quiet 19:00-10:00", ("19:00", "10:00")),
        ("/quiet 19-10", ("19:00", "10:00")),
        ("/quiet off", ("00:00", "00:00")),
    ],
)
@pytest.mark.holds("hand:quiet")
async def test_her_quiet_hours_in_words(town: Town, words: str, hours: tuple[str, str]) -> None:
    """Any hours she names are hers, and what is to come moves out of them."""
    await town.enrolled()
    await asks(town, words)
    patient = await town.house.store.read(town.patient)

    assert hours == (patient.quiet_from, patient.quiet_to)


@pytest.mark.parametrize("words", ["/quiet at night", "/quiet 25:00-08:00", "/quiet 9"])
async def test_unclear_quiet_hours_change_nothing(town: Town, words: str) -> None:
    """She is told how to write them."""
    await town.enrolled()
    said = await asks(town, words)

    assert ["Please write it like this: /quiet 19:00-10:00, or /quiet off."] == said
    assert "21:00" == (await town.house.store.read(town.patient)).quiet_from


@pytest.mark.holds("hand:zone", "plan:traveller")
async def test_a_traveller_names_any_place(town: Town) -> None:
    """Madrid, where it is 19:00: the first two checks are asked as one before her own quiet hours, and she sees it."""
    await town.enrolled()
    said = await asks(town, "/zone Madrid")

    assert "Europe/Madrid" == (await town.house.store.read(town.patient)).zone
    assert "Good: Madrid time." in said[0]
    assert any("• today 20:30: soreness and breathing\n• tomorrow 19:00" in each for each in said)


async def test_a_place_that_is_not_known(town: Town) -> None:
    """Unknown places change nothing and offer what is near."""
    await town.enrolled()
    said = await asks(town, "/zone Xyzzyville")

    assert said[0].startswith("I do not know that place.")
    assert "America/Los_Angeles" == (await town.house.store.read(town.patient)).zone


async def test_another_clock_by_a_tap(town: Town) -> None:
    """The list of the country's clocks, from under the plan."""
    await town.enrolled()
    await asks(town, "/plan")
    await tap(town, "Time zone")
    label = next(each for each in await town.buttons() if each.startswith("New York"))
    await tap(town, label)

    assert "America/New_York" == (await town.house.store.read(town.patient)).zone


async def test_changing_her_hours_asks_nothing_twice(town: Town) -> None:
    """Just after the two-hour check she changes her hours: the next check keeps its distance."""
    await town.enrolled()
    await town.asked(hours=2)
    await tap(town, "None of these")
    await tap(town, "3")
    town.later(hours=1, minutes=50)
    await asks(town, "/quiet 22:00-07:00")
    asked = await town.asked(minutes=5)

    assert [] == [each for each in asked if each.startswith("Hi.")]
    assert "Thu 17:00" == await local(town, "c2")


@pytest.mark.holds("hand:stop")
async def test_stop_is_honoured_by_everything(town: Town) -> None:
    """After STOP the clock says nothing at all: no check, no reminder, no follow-up; /resume brings the plan back."""
    await town.enrolled()
    await town.asked(hours=2)
    await town.says("STOP")
    before = len(await town.texts(JULIA))
    for _ in range(8):
        await town.asked(hours=1)
    quiet = (await town.texts(JULIA))[before:]
    await asks(town, "/resume")
    later = [await town.asked(hours=1) for _ in range(20)]

    assert [] == quiet
    assert any(each.startswith("Hi. It is one day on.") for said in later for each in said)


@pytest.mark.holds("hand:water")
async def test_water_lines_from_under_the_plan(town: Town) -> None:
    """One tap turns them off, and check-ins go on without."""
    await town.enrolled()
    await asks(town, "/plan")
    await tap(town, "Water lines on or off")
    asked = await town.asked(hours=2)

    assert [] == [each for each in asked if "glass of water" in each]
    assert any(each.startswith("Hi. How are you") for each in asked)


@pytest.mark.holds("plan:water_cap")
async def test_three_water_lines_and_no_more(town: Town) -> None:
    """The welcome, two hours, the evening: the third is the last."""
    await town.enrolled()
    for _ in range(50):
        await town.asked(hours=1)

    assert 3 == len([each for each in await town.texts(JULIA) if "glass of water" in each])


@pytest.mark.holds("plan:fluid_limit")
async def test_a_fluid_limit_replaces_water(town: Town) -> None:
    """Whoever must limit fluids is told to keep to it, and to drink nothing."""
    await town.enrolled()
    await tap(town, "I must limit fluids")
    asked = await town.asked(hours=2)

    assert any("Keep to the fluid plan your doctor gave you" in each for each in asked)
    assert [] == [each for each in asked if "glass of water" in each]

"""Follow-ups: what she tells us is asked about again, at its clock, and each answer does what clinical.md says."""

from __future__ import annotations

import pytest

from tests.bot.town import ANA, JULIA, STAFF_CHAT, Town, token_of

LIE_DOWN = "Please lie down now"


async def tap(town: Town, label: str) -> list[str]:
    """Julia taps a button."""
    return await town.tap(JULIA, JULIA, label)


async def level(town: Town) -> str | None:
    """Return the level of Julia's open flag."""
    flag = await town.flag()
    return None if flag is None else flag.level


@pytest.mark.holds("followup:reaction")
async def test_dizzy_is_asked_again_after_an_hour(town: Town) -> None:
    """Lie down, and one hour later: how is it now? Gone is the end of it."""
    await town.enrolled(minutes=30)
    said = await town.says("I feel a bit dizzy")
    early = await town.asked(minutes=59)
    asked = await town.asked(minutes=1)
    after = await tap(town, "It is gone")

    assert any(LIE_DOWN in each and "I will ask again in one hour." in each for each in said)
    assert [] == [each for each in early if "How is it now?" in each]
    assert any("How is it now?" in each for each in asked)
    assert any(each.startswith("Good. Take it easy today.") for each in after)
    assert {"reaction.1": "answered"}.items() <= (await town.states()).items()


@pytest.mark.holds("followup:reaction")
async def test_better_is_asked_again_after_two_hours_and_not_for_ever(town: Town) -> None:
    """Better: two hours on, twice at most; what is not gone by then is for a person to look at."""
    await town.enrolled(minutes=30)
    await town.says("I feel a bit dizzy")
    await town.asked(minutes=60)
    first = await tap(town, "Better")
    await town.asked(minutes=121)
    await tap(town, "Better")
    await town.asked(minutes=121)
    last = await tap(town, "Better")

    assert any("I will ask again in 2 hours." in each for each in first)
    assert ["answered"] * 3 == [row.state for row in await town.rows(kind="followup")]
    assert any("I have sent this to your clinic" in each for each in last)
    assert "r14_not_gone" in (await town.flag()).rules  # type: ignore[union-attr]


@pytest.mark.parametrize(("answer", "rule"), [("The same", "r14_not_easing"), ("Worse, or something new", "r14_worse")])
@pytest.mark.holds("followup:reaction")
async def test_not_easing_is_for_today(town: Town, answer: str, rule: str) -> None:
    """The same after an hour is urgent; worse is urgent and the list of dangers besides."""
    await town.enrolled(minutes=30)
    await town.says("I feel a bit dizzy")
    await town.asked(minutes=60)
    said = await tap(town, answer)

    assert "urgent" == await level(town)
    assert rule in (await town.flag()).rules  # type: ignore[union-attr]
    assert (rule == "r14_worse") == any("Is one of these happening now?" in each for each in said)


@pytest.mark.holds("followup:bleeding")
async def test_bleeding_has_ten_minutes(town: Town) -> None:
    """Press ten minutes; still bleeding then is an emergency, stopped is the end."""
    await town.enrolled(minutes=90)
    said = await town.says("the needle spot is bleeding a little")
    asked = await town.asked(minutes=10)
    after = await tap(town, "It still bleeds")

    assert any("10 minutes by the clock" in each and "I will ask again in 10 minutes." in each for each in said)
    assert any("Has the bleeding stopped?" in each for each in asked)
    assert "emergency" == await level(town)
    assert any("Press hard on the spot" in each for each in after)


@pytest.mark.holds("followup:bleeding")
async def test_bleeding_that_stopped(town: Town) -> None:
    """In words as well: "it stopped" ends it, and no card comes of it."""
    await town.enrolled(minutes=90)
    await town.says("the needle spot is bleeding a little")
    await town.asked(minutes=10)
    said = await town.says("it stopped")

    assert any(each.startswith("Good. Keep the spot clean.") for each in said)
    assert {"bleeding.1": "answered"}.items() <= (await town.states()).items()


@pytest.mark.parametrize("words", ["no, still bleeding", "still", "it has not stopped"])
async def test_words_for_still_bleeding(town: Town, words: str) -> None:
    """Whatever she calls it: blood after ten minutes is an emergency."""
    await town.enrolled(minutes=90)
    await town.says("the needle spot is bleeding a little")
    await town.asked(minutes=10)
    await town.says(words)

    assert "emergency" == await level(town)


@pytest.mark.holds("followup:faint")
async def test_a_faint_is_asked_about_twice(town: Town) -> None:
    """Half an hour and two hours after: well is well, and a second faint is an emergency."""
    await town.enrolled(minutes=30)
    await town.says("I fainted for a second but I am ok now")
    first = await town.asked(minutes=30)
    fine = await tap(town, "I am well")
    second = await town.asked(minutes=90)
    said = await tap(town, "Worse, or I fainted again")

    assert any("How are you now?" in each for each in first)
    assert any("do not drive today" in each for each in fine)
    assert any("How are you now?" in each for each in second)
    assert "emergency" == await level(town)
    assert any(each.startswith("This could be an emergency.") for each in said)


@pytest.mark.holds("followup:faint")
async def test_silence_after_a_faint_is_urgent(town: Town) -> None:
    """Nobody answers half an hour after a faint: staff are told to phone."""
    await town.enrolled(minutes=30)
    await town.says("I fainted for a second but I am ok now")
    await town.asked(minutes=30)
    await town.asked(minutes=31)

    assert "silence_faint" in (await town.flag()).rules  # type: ignore[union-attr]
    assert "missed" == (await town.states())["faint.1"]


@pytest.mark.holds("followup:numb")
async def test_numb_at_four_hours_and_a_day(town: Town) -> None:
    """The same at four hours is waited for, the same a day on is urgent; gone takes back what was to come."""
    await town.enrolled(area="left leg", minutes=60)
    await town.says("a small patch next to the needle spot is numb")
    await town.asked(minutes=240)
    said = await tap(town, "The same")
    await town.asked(minutes=1200)
    await town.says("same")

    assert any(each.startswith("Thank you. I have told the clinic.") for each in said)
    assert "urgent" == await level(town)
    assert "r16_numb_lasting" in (await town.flag()).rules  # type: ignore[union-attr]


async def test_numb_that_is_gone_is_not_asked_about_again(town: Town) -> None:
    """Gone at four hours: the question of the next day is taken back."""
    await town.enrolled(area="left leg", minutes=60)
    await town.says("a small patch next to the needle spot is numb")
    await town.asked(minutes=240)
    await town.says("it is gone now")

    states = await town.states()
    assert ("answered", "cancelled") == (states["numb.1"], states["numb.2"])


async def test_numbness_that_spreads_is_an_emergency(town: Town) -> None:
    """Spreading, or weak too: call now."""
    await town.enrolled(area="left leg", minutes=60)
    await town.says("a small patch next to the needle spot is numb")
    await town.asked(minutes=240)
    said = await tap(town, "Spreading, or weak too")

    assert any(each.startswith("This could be an emergency.") for each in said)


@pytest.mark.holds("followup:sore_high")
async def test_very_sore_is_asked_again_in_two_hours(town: Town) -> None:
    """Eight: urgent, two hours later once more; eight again asks once more and then no longer."""
    await town.enrolled(area="left leg")
    await town.asked(hours=2)
    await tap(town, "None of these")
    said = await tap(town, "8")
    asked = await town.asked(minutes=120)
    await tap(town, "8")
    await town.asked(minutes=120)
    await tap(town, "8")

    assert any("I will ask again in 2 hours." in each for each in said)
    assert any("I am asking once more" in each for each in asked)
    assert ["answered"] * 2 == [row.state for row in await town.rows(kind="followup")]


@pytest.mark.holds("followup:sore_seven")
async def test_seven_moves_the_next_check(town: Town) -> None:
    """Seven at two hours: the check of seven hours is asked at six, and no question is added."""
    await town.enrolled(area="left leg")
    await town.asked(hours=2)
    await tap(town, "None of these")
    await tap(town, "7")
    moved = (await town.rows(step="c2"))[0]

    assert [] == await town.rows(kind="followup")
    assert 4 == (moved.due_at - town.now).total_seconds() / 3600
    assert "moved" in moved.why


@pytest.mark.holds("followup:fever")
async def test_a_fever_is_measured_again(town: Town) -> None:
    """Two hours later: below 38 is not the end of the urgent advice, very ill is an emergency."""
    await town.enrolled(area="left leg", minutes=60)
    await town.says("I think I have a fever and chills")
    asked = await town.asked(minutes=120)
    said = await tap(town, "Very ill, confused or fast breath")

    assert any("temperature" in each for each in asked)
    assert any(each.startswith("This could be an emergency.") for each in said)


@pytest.mark.holds("followup:bruise")
async def test_a_growing_bruise_is_looked_at_again(town: Town) -> None:
    """Two hours later: on the neck is asked further at once."""
    await town.enrolled(area="left leg", minutes=60)
    await town.says("my bruise is growing fast")
    await town.asked(minutes=120)
    said = await tap(town, "It is on my neck")

    assert any("trouble" in each or "swallow" in each for each in said)
    assert "urgent" == await level(town)


@pytest.mark.holds("followup:mood")
async def test_low_mood_is_asked_about_the_next_morning(town: Town) -> None:
    """Kind words with the crisis line now; worse in the morning asks about harm."""
    await town.enrolled(minutes=60)
    said = await town.says("feeling low and tearful since the session")
    asked = await town.asked(hours=21.5)
    await tap(town, "Worse")
    harm = await town.texts(JULIA)

    assert any("988" in each for each in said)
    assert any("How are you feeling today?" in each for each in asked)
    assert any("thoughts of hurting yourself" in each for each in harm[-3:])


@pytest.mark.holds("followup:quiet_hours")
async def test_quiet_hours_are_crossed_only_with_her_yes(town: Town) -> None:
    """At 20:30 she is asked whether 21:30 is all right; without an answer it waits for the morning."""
    await town.enrolled()
    town.later(hours=10.5)
    said = await town.says("I feel a bit dizzy")
    night = await town.asked(minutes=60)
    morning = await town.asked(hours=11)

    assert any("May I?" in each for each in said)
    assert [] == [each for each in night if "How is it now?" in each]
    assert any("How is it now?" in each for each in morning)


@pytest.mark.parametrize("words", [None, "yes please"])
@pytest.mark.holds("followup:quiet_hours")
async def test_her_yes_crosses_quiet_hours(town: Town, words: str | None) -> None:
    """By the button or in words: then it is asked at the hour, in the night."""
    await town.enrolled()
    town.later(hours=10.5)
    await town.says("I feel a bit dizzy")
    said = await (tap(town, "Yes, ask me then") if words is None else town.says(words))
    night = await town.asked(minutes=60)

    assert any("I will ask again in one hour." in each for each in said)
    assert any("How is it now?" in each for each in night)


async def test_a_check_in_makes_room_for_a_follow_up(town: Town) -> None:
    """Dizzy at one hour: at two hours she is asked how it is now, and the list of the two-hour check comes after."""
    await town.enrolled(minutes=60)
    await town.says("I feel a bit dizzy")
    asked = await town.asked(minutes=60)
    before = await town.states()
    await tap(town, "It is gone")
    after = await town.asked(minutes=1)

    assert 1 == len([each for each in asked if "How is it now?" in each])
    assert "planned" == before["c1"]
    assert any(each.startswith("Hi. How are you after your session?") for each in after)


@pytest.mark.holds("plan:stop_chatter")
async def test_an_alarm_takes_everything_back(town: Town) -> None:
    """After an emergency text neither check-ins nor follow-ups nor reminders come: only "did you get help?"."""
    await town.enrolled(minutes=30)
    await town.says("I feel a bit dizzy")
    await town.says("my chest hurts and I can't breathe")
    later = await town.asked(minutes=20)
    much_later = await town.asked(hours=3)

    assert any("Did you get help?" in each for each in later)
    assert {"cancelled"} == {row.state for row in await town.rows() if row.state != "skipped"}
    assert [] == [each for each in much_later if "nudge" in each or "How is it now?" in each]


@pytest.mark.holds("hand:stop")
async def test_stop_takes_follow_ups_back_and_promises_nothing_more(town: Town) -> None:
    """Whoever has stopped is answered, but not written to by the clock: no promise is made that is not kept."""
    await town.enrolled(minutes=30)
    await town.says("I feel a bit dizzy")
    await town.says("STOP")
    said = await town.says("dizzy again")
    later = await town.asked(hours=2)

    assert any(LIE_DOWN in each for each in said)
    assert [] == [each for each in said if "I will ask again" in each]
    assert [] == [each for each in later if "How is it now?" in each]


async def test_told_anew_it_begins_anew(town: Town) -> None:
    """Dizzy twice in an hour: one question, an hour after the second time."""
    await town.enrolled(minutes=5)
    await town.says("I feel a bit dizzy")
    town.later(minutes=40)
    await town.says("so dizzy")

    assert ["cancelled", "planned"] == [row.state for row in await town.rows(kind="followup")]


async def test_bleeding_ticked_in_a_check_in_is_pressed_at_once(town: Town) -> None:
    """The advice and the promise come with the tick, no card does, and ten minutes later it is asked about."""
    await town.enrolled(area="left leg")
    await town.asked(hours=7)
    await tap(town, "3")
    await tap(town, "Bleeding")
    said = await tap(town, "None of these")
    asked = await town.asked(minutes=10)

    assert any("Press the spot for 10 minutes" in each and "I will ask again in 10 minutes." in each for each in said)
    assert any("Has the bleeding stopped?" in each for each in asked)
    assert await town.flag() is None


async def test_not_pressed_yet_gets_ten_more_minutes(town: Town) -> None:
    """Whoever has not pressed is told how, once; after that a person looks at it."""
    await town.enrolled(area="left leg", minutes=90)
    await town.says("the needle spot is bleeding a little")
    await town.asked(minutes=10)
    said = await tap(town, "I did not press for 10 minutes")
    await town.asked(minutes=10)
    await tap(town, "I did not press for 10 minutes")

    assert any("Press hard on the spot" in each and "I will ask again in 10 minutes." in each for each in said)
    assert "r21_not_pressed" in (await town.flag()).rules  # type: ignore[union-attr]


async def test_none_of_these_does_not_take_urgent_back(town: Town) -> None:
    """Worse after an hour is for today; "none of these" to the list of dangers leaves it so."""
    await town.enrolled(minutes=30)
    await town.says("I feel a bit dizzy")
    await town.asked(minutes=60)
    await tap(town, "Worse, or something new")
    said = await tap(town, "None of these")

    assert any(each.startswith("Thank you. Please still get help today") for each in said)
    assert "urgent" == await level(town)


@pytest.mark.parametrize(
    "words",
    ["it has not gone away", "no se ha ido", "no better", "it went away but came back", "still", "no, still dizzy"],
)
async def test_what_is_not_gone_is_not_gone(town: Town, words: str) -> None:
    """A denied "gone", a denied "better" and a relapse are the same as before, in both languages."""
    await town.enrolled(minutes=30)
    await town.says("I feel a bit dizzy")
    await town.asked(minutes=60)
    said = await town.says(words)

    assert [] == [each for each in said if each.startswith("Good.")]
    assert "urgent" == await level(town)


@pytest.mark.parametrize("words", ["no, it is spreading", "no it's bigger now", "worse"])
async def test_a_leading_no_is_not_the_answer(town: Town, words: str) -> None:
    """What she names counts, not how she begins: numbness that spreads is an emergency."""
    await town.enrolled(area="left leg", minutes=60)
    await town.says("a small patch next to the needle spot is numb")
    await town.asked(minutes=240)
    await town.says(words)

    assert "emergency" == await level(town)


async def test_worse_with_something_beside_it_keeps_its_own_level(town: Town) -> None:
    """ "Worse and I feel sick" after a faint is what *Worse* means: an emergency."""
    await town.enrolled(minutes=30)
    await town.says("I fainted for a second but I am ok now")
    await town.asked(minutes=30)
    await town.says("worse and I feel sick")

    assert "emergency" == await level(town)


async def test_a_promise_that_did_not_get_out_is_staffs(town: Town) -> None:
    """An outage over the half hour after a faint: what was promised was not asked, so a person must look."""
    await town.enrolled(minutes=30)
    await town.says("I fainted for a second but I am ok now")
    await town.turn(hours=1.2)

    assert "silence_faint" in (await town.flag()).rules  # type: ignore[union-attr]


async def test_silence_after_a_faint_sounds(town: Town) -> None:
    """Her card is urgent already, so the silence sounds under it: an edit alone is seen by nobody."""
    await town.enrolled(minutes=30)
    await town.says("I fainted for a second but I am ok now")
    await town.asked(minutes=30)
    said = await town.asked(minutes=31)

    assert any("no answer after a faint" in each for each in said)


async def test_did_you_get_help_survives_another_question(town: Town) -> None:
    """An emergency, then a tap on an older follow-up: the question after the emergency comes all the same."""
    await town.enrolled(minutes=30)
    await town.says("I feel a bit dizzy")
    await town.asked(minutes=60)
    await town.says("my chest hurts and I can't breathe")
    await tap(town, "Worse, or something new")
    later = await town.asked(minutes=21)

    assert any("Did you get help?" in each for each in later)


async def test_nothing_cheers_under_an_alarm(town: Town) -> None:
    """After an emergency text an older "I am well" is not "I am glad", and small words bring no score question."""
    await town.enrolled(minutes=30)
    await town.says("I fainted for a second but I am ok now")
    await town.asked(minutes=30)
    await town.says("my chest hurts")
    said = [*await tap(town, "I am well"), *await town.says("ok am calling")]

    assert [] == [each for each in said if each.startswith(("I am glad", "Good.", "I did not get that"))]


async def test_two_things_told_are_two_rechecks(town: Town) -> None:
    """A score of seven and a numb hand: the numb hand is asked about at its own clock."""
    await town.enrolled(area="left leg", minutes=60)
    await town.says("my pain is 7/10 and my foot is a bit numb")

    assert {"numb.1", "numb.2"} <= {row.step for row in await town.rows(kind="followup")}


async def test_dizzy_without_chest_pain_lies_down_too(town: Town) -> None:
    """What she denies is asked about; what she has is looked after and asked about again."""
    await town.enrolled(minutes=30)
    said = await town.says("a bit dizzy but no chest pain")

    assert any(LIE_DOWN in each for each in said)
    assert any("I will ask again in one hour." in each for each in said)


async def test_both_times_of_the_night_with_one_yes(town: Town) -> None:
    """A faint at 20:50: both rechecks lie in her quiet hours, and one yes is for both."""
    await town.enrolled()
    town.later(hours=10, minutes=50)
    await town.says("I fainted for a second but I am ok now")
    await tap(town, "Yes, ask me then")
    first = await town.asked(minutes=30)
    await tap(town, "I am well")
    second = await town.asked(minutes=90)

    assert any("How are you now?" in each for each in first)
    assert any("How are you now?" in each for each in second)


async def test_without_her_yes_the_morning_asks_once(town: Town) -> None:
    """Two times that wait for the same morning are one question."""
    await town.enrolled()
    town.later(hours=10, minutes=50)
    await town.says("I fainted for a second but I am ok now")
    morning = await town.asked(hours=11.7)

    assert 1 == len([each for each in morning if "How are you now?" in each])


async def test_a_yes_to_something_else_is_no_leave_for_the_night(town: Town) -> None:
    """Her bare yes counts only right behind the question about her night."""
    await town.enrolled()
    town.later(hours=10.5)
    await town.says("I feel a bit dizzy")
    await town.says("what is the wifi password at the clinic")
    await town.says("yes")

    assert {None} == {row.crosses for row in await town.rows(kind="followup")}


async def test_new_quiet_hours_move_a_follow_up(town: Town) -> None:
    """Dizzy at 19:30, then quiet from 20:00: the question of 20:30 waits."""
    await town.enrolled()
    town.later(hours=9.5)
    await town.says("I feel a bit dizzy")
    await town.hear(JULIA, JULIA, "/quiet 20:00-09:00", entities=[{"type": "bot_command", "offset": 0, "length": 6}])
    night = await town.asked(minutes=60)
    morning = await town.asked(hours=13)

    assert [] == [each for each in night if "How is it now?" in each]
    assert any("How is it now?" in each for each in morning)


async def test_still_is_a_yes_to_is_this_happening_now(town: Town) -> None:
    """ "Still" to the question after a denied chest pain is an emergency, not a closed question."""
    await town.enrolled(minutes=60)
    await town.says("I do not have chest pain any more")
    await town.says("still")

    assert "emergency" == await level(town)


async def test_what_was_ticked_without_done_is_not_lost(town: Town) -> None:
    """Fever ticked, *Done* never tapped: when the check-in ends unanswered, staff see it."""
    await town.enrolled(area="left leg")
    await town.asked(hours=24)
    await tap(town, "1")
    await tap(town, "Fever or chills")
    for _ in range(12):
        await town.asked(hours=2)

    assert "urgent" == await level(town)


async def test_a_new_visit_ends_a_pause(town: Town) -> None:
    """Paused until /resume, then a new session: its check-ins come."""
    await town.enrolled(area="left leg")
    await town.hear(JULIA, JULIA, "/pause", entities=[{"type": "bot_command", "offset": 0, "length": 6}])
    await tap(town, "Until I write /resume")
    town.later(hours=60)
    entities = [{"type": "bot_command", "offset": 0, "length": 7}]
    texts = await town.hear(STAFF_CHAT, ANA, "/invite JM left leg Ana", entities=entities)
    await town.says(f"/start {token_of(texts[-1])}")
    await tap(town, "Yes, the same person")
    asked = [each for _ in range(16) for each in await town.asked(hours=1)]

    assert any(each.startswith("Hi. How are you") or "second check" in each for each in asked)


@pytest.mark.parametrize("words", ["yes", "still"])
async def test_yes_before_did_you_get_help_is_not_i_have_help(town: Town, words: str) -> None:
    """After an emergency text "yes" to a later "is this happening now?" is danger, never "I am glad"."""
    await town.enrolled(minutes=30)
    await town.says("my chest hurts")
    await town.says("I do not have trouble breathing any more")
    said = await town.says(words)
    later = await town.asked(minutes=25)

    assert [] == [each for each in said if each.startswith("I am glad")]
    assert any(each.startswith("This could be an emergency.") for each in said)
    assert any("Did you get help?" in each for each in later)

"""The expected course of soreness, silence, and the end: what is flagged, and the picture of her curve."""

from __future__ import annotations

import pytest

from messages.catalog import CONTENT
from messages.rules import load
from tests.bot.town import JULIA, STAFF_CHAT, Town

TRIAGE = load(CONTENT)


async def answers(town: Town, *scores: int) -> list[str]:
    """Answer the checks of 2, 7, 24 and 48 hours with these scores and no more; return what the last one gets."""
    said: list[str] = []
    for hours, score in zip((2, 5, 17, 24), scores, strict=False):
        await town.asked(hours=hours)
        if hours == 2:
            await town.tap(JULIA, JULIA, "None of these")
        said = await town.tap(JULIA, JULIA, str(score))
        if hours != 2:
            await town.tap(JULIA, JULIA, "None of these")
    return said


@pytest.mark.parametrize(
    ("scores", "rule"),
    [
        ((5, 4, 4), "r19_not_falling"),
        ((3, 5), "r19_rising"),
        ((7,), "r19_sore_seven"),
        ((8,), "r20_sore_eight"),
        ((2, 1, 1, 3), "r19_rising"),
        ((3, 3, 3), None),
        ((5, 4, 3), None),
        ((2, 2, 2, 2), None),
    ],
)
@pytest.mark.holds("course:flags")
async def test_what_soreness_opens_a_card(town: Town, scores: tuple[int, ...], rule: str | None) -> None:
    """Flat above what is usual a day on, up by two, seven, eight: the right flag; low and flat is nobody's item."""
    await town.enrolled(area="left leg")
    await answers(town, *scores)
    flag = await town.flag()

    assert (rule is None) == (flag is None)
    assert rule is None or rule in flag.rules  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("hours", "usual"), [(-1, 6), (0, 6), (12, 5), (18, 4), (24, 3), (36, 2.5), (48, 2), (72, 1), (90, 1)]
)
@pytest.mark.holds("course:band")
def test_what_is_usual_between_the_given_hours(hours: float, usual: float) -> None:
    """The band's upper edge falls in straight lines between its points, and holds beyond them."""
    assert usual == TRIAGE.usual(hours)


@pytest.mark.holds("end:curve", "end:skin_watch")
async def test_the_end_shows_her_own_curve(town: Town) -> None:
    """The last message is the goodbye with the two-week watch, her numbers in words, and the recipe of a picture."""
    await town.enrolled(area="left leg")
    await answers(town, 5, 4, 2, 1)
    for label in ("Much better", "Skip", "No, thank you"):
        await town.tap(JULIA, JULIA, label)
    said = [said for said, row in await town.said() if row.chat_id == JULIA][-1]

    assert said.text.startswith("Your soreness, from first to last: 5, 4, 2, 1.")
    assert "For two weeks, call us if the skin" in said.text
    assert said.curve is not None
    assert [(2.0, 5), (7.0, 4), (24.0, 2), (48.0, 1)] == [(round(at, 1), score) for at, score in said.curve.points]
    assert len(said.text) <= 1024, "a caption holds no more"


async def test_without_two_scores_there_is_no_picture(town: Town) -> None:
    """One number is no curve."""
    await town.enrolled(area="left leg")
    await town.turn(hours=47)
    await town.asked(hours=1.5)
    await town.tap(JULIA, JULIA, "1")
    for label in ("None of these", "Much better", "Skip", "No, thank you"):
        await town.tap(JULIA, JULIA, label)
    said = [said for said, row in await town.said() if row.chat_id == JULIA][-1]

    assert said.curve is None
    assert said.text.startswith("Thank you. That was the last check.")


@pytest.mark.holds("end:skin_watch")
async def test_whoever_does_not_answer_the_last_check_has_the_watch_all_the_same(town: Town) -> None:
    """The two-week watch stands in the last check itself, not only behind its answers."""
    await town.enrolled(area="left leg")
    await town.turn(hours=47)
    asked = await town.asked(hours=1.5)

    assert any("For two weeks: skin red, hot or with pus, call" in each for each in asked)


@pytest.mark.holds("silence:day_list")
async def test_the_days_list_shows_who_is_silent(town: Town) -> None:
    """Whoever let the newest check pass is marked, whoever answered it is not."""
    await town.enrolled(area="left leg")
    await town.asked(hours=2)
    await town.tap(JULIA, JULIA, "None of these")
    await town.tap(JULIA, JULIA, "1")
    await town.asked(hours=5)
    today = [{"type": "bot_command", "offset": 0, "length": 6}]
    before = await town.hear(STAFF_CHAT, 501, "/today", entities=today)
    await town.asked(hours=14.5)
    after = await town.hear(STAFF_CHAT, 501, "/today", entities=today)

    assert "(silent)" not in before[-1]
    assert "JM, Thu 10:00 (silent)" in after[-1]
    assert "c2 no answer" in after[-1]


@pytest.mark.holds("silence:fine")
async def test_silence_after_fine_is_nobodys_item(town: Town) -> None:
    """A calm first answer and then nothing: no card."""
    await town.enrolled(area="left leg")
    await town.asked(hours=2)
    await town.tap(JULIA, JULIA, "None of these")
    await town.tap(JULIA, JULIA, "1")
    for _ in range(30):
        await town.asked(hours=2)

    assert await town.flag() is None


@pytest.mark.holds("plan:goes_on")
async def test_a_person_may_let_the_plan_go_on_after_a_false_alarm(town: Town) -> None:
    """An alarm stops the check-ins; when staff close it, one button starts them again."""
    await town.enrolled(area="left leg", minutes=30)
    await town.says("my chest hurts")
    await town.tap(STAFF_CHAT, 501, "Resolve…")
    await town.tap(STAFF_CHAT, 501, "No action needed")
    said = await town.tap(STAFF_CHAT, 501, "Go on with check-ins")
    later = await town.asked(hours=2)

    assert any("Here is when I will write to you" in each for each in said)
    assert any(each.startswith("Hi. How are you after your session?") for each in later)

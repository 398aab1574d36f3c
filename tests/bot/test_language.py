"""Language: she is written to in hers, answered in that of her words, and can change it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from records.models import Patient
from tests.bot.test_enrol import START, invited, opens
from tests.bot.town import JULIA, Town

SPANISH = {"id": JULIA, "is_bot": False, "first_name": "J", "language_code": "es-MX"}
AGREE_ES = "Soy yo, mayor de 18. Acepto"


async def language(town: Town) -> str:
    """Return the language Julia is written to in."""
    return await town.house.store.read(lambda db: db.scalars(select(Patient.lang)).one())


async def opens_in_spanish(town: Town, token: str) -> list[str]:
    """Julia opens a link in a Telegram that speaks Spanish."""
    return await town.hear(JULIA, JULIA, f"/start {token}", entities=START, **{"from": SPANISH})


async def test_the_first_screen_is_in_the_language_of_her_app(town: Town) -> None:
    """Consent, plan and list come in Spanish to whoever's Telegram is Spanish."""
    consent = (await opens_in_spanish(town, await invited(town)))[-1]
    told = await town.tap(JULIA, JULIA, AGREE_ES)

    assert consent.startswith("Esto es para J., con sesión hoy 10:00.")
    assert any(each.startswith("Todo listo.") for each in told)
    assert "es" == await language(town)


async def test_she_can_change_it_before_she_agrees(town: Town) -> None:
    """One tap on the first screen shows it in the other language, and the plan follows."""
    await opens(town, await invited(town))

    consent = (await town.tap(JULIA, JULIA, "Español"))[-1]
    await town.tap(JULIA, JULIA, AGREE_ES)

    assert "¿Está de acuerdo?" in consent
    assert "es" == await language(town)


async def test_she_can_change_it_later(town: Town) -> None:
    """/language asks, one tap changes everything from then on, the permanent buttons too."""
    await town.enrolled()
    await town.says("/language")

    given = (await town.tap(JULIA, JULIA, "Español"))[-1]
    plan = (await town.says("/plan"))[-1]
    clinic = (await town.says("Mi clínica"))[-1]

    assert given == "Bien. Le escribiré en español."
    assert plan.startswith("Todo listo.")
    assert "En una emergencia llame al" in clinic


async def test_a_language_nobody_offered_changes_nothing(town: Town) -> None:
    """A button of another row or a strange language is answered and changes nothing."""
    await town.enrolled()
    await town.says("/language")
    before = await language(town)

    await town.forge(JULIA, JULIA, "lang.nobody.xx")

    assert before == await language(town)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("me duele mucho el pecho", "Esto puede ser una emergencia. Llame al 911 ahora."),
        ("ya no quiero vivir", "Usted importa."),
        ("puedo manejar a casa", "No maneje si siente mareo"),
        ("gracias", "Con gusto."),
    ],
)
async def test_words_are_answered_in_their_language(town: Town, words: str, said: str) -> None:
    """Whoever was met in English and writes Spanish is answered in Spanish, first of all in danger."""
    await town.enrolled()

    assert said in "\n".join(await town.says(words))


async def test_words_of_no_language_keep_hers(town: Town) -> None:
    """A number or an emoji says nothing of a language: hers stands."""
    await opens_in_spanish(town, await invited(town))
    await town.tap(JULIA, JULIA, AGREE_ES)

    assert "Está bien. Aquí estoy si me necesita." in await town.says("👍")


async def test_three_messages_in_a_row_are_read_as_one_too(town: Town) -> None:
    """Words that mean danger only together raise it, and once."""
    await town.enrolled()
    await town.says("so my chest")
    town.later(seconds=20)

    second = "\n".join(await town.says("it hurts quite a lot when breathing in"))
    town.later(seconds=20)
    third = "\n".join(await town.says("the tv is on"))

    assert "Call 911 now" in second
    assert "Call 911 now" not in third


@pytest.mark.parametrize("minutes", [10, 60])
async def test_old_messages_are_not_read_together(town: Town, minutes: float) -> None:
    """What was said much earlier is another thought."""
    await town.enrolled()
    await town.says("the left leg")
    town.later(minutes=minutes)

    said: Any = "\n".join(await town.says("went numb? no, my phone did, lol"))

    assert "Call 911 now" not in said.split("If it is happening")[0]


async def test_the_day_of_treatment_is_in_her_language(town: Town) -> None:
    """What she is to tell the ambulance has no English weekday in it."""
    await town.enrolled()

    assert "el jueves 5 de marzo en esta parte: hombro" in "\n".join(await town.says("me duele mucho el pecho"))

"""The stories: ten patients after a session, each with what the clinic promises her."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.stories.scene import Scene

THURSDAY, FRIDAY = 3, 4


@dataclass(frozen=True, kw_only=True)
class Story:
    """One patient's two days; the session ends at `hour`:`minute` UTC of the weekday."""

    name: str
    title: str
    about: str
    play: Callable[[Scene], Awaitable[None]]
    weekday: int = THURSDAY
    hour: int = 18
    minute: int = 0


async def soreness_only(scene: Scene) -> None:
    """Sore, then less, then well."""
    await scene.enrols("My first session")
    await scene.look("enrolled")
    await scene.passes(2.1)
    await scene.taps("None of these", "How sore is the needle spot")
    await scene.says("about a six", "Thank you")
    await scene.look("first-check")
    await scene.passes(5)
    await scene.says("5/10", "one slow, deep breath")
    await scene.taps("None of these", "Thank you")
    await scene.passes(17)
    await scene.taps("3", "one slow, deep breath")
    await scene.says("nope", "better, the same or worse")
    await scene.says("a bit better", "Can you sleep and do basic things")
    await scene.taps("Skip", "Thank you")
    await scene.passes(24)
    await scene.taps("1", "one slow, deep breath")
    await scene.taps("None of these", "the pain you came for")
    await scene.taps("Much better", "What helped with the soreness?")
    await scene.taps("Something warm")
    await scene.taps("Done", "Would you like a call")
    await scene.says("no thanks", "Your soreness, from first to last: 6, 5, 3, 1.")
    await scene.look("last-check")


async def dizzy_at_one_hour(scene: Scene) -> None:
    """Dizzy, told to lie down, asked again after an hour: gone."""
    await scene.enrols()
    await scene.passes(1)
    await scene.says("a bit dizzy", "lie down")
    await scene.look("dizzy")
    await scene.passes(1.1)
    await scene.taps("It is gone")
    await scene.look("asked-again")
    await scene.passes(1)


async def dizzy_at_nine_hours(scene: Scene) -> None:
    """Late and closed: today all the same, by the advice line; staff find it first thing."""
    await scene.enrols()
    await scene.passes(9)
    await scene.says(
        "im suddenly really dizzy, came on ten minutes ago", "No one at the clinic will see this before tomorrow 08:00"
    )
    await scene.look("urgent-closed")
    await scene.passes(12.2)
    await scene.staff_taps("Take")
    await scene.staff_replies("Good morning. How do you feel now? I will phone you at 9.")
    await scene.says("better, the advice line told me to drink and rest. thank you")
    await scene.staff_taps("Resolve…")
    await scene.staff_taps("Advice given")
    await scene.staff_taps("Right")
    await scene.look("taken")


async def chest_at_two(scene: Scene) -> None:
    """Two in the morning: 911 first, and nobody has to be awake for it."""
    await scene.enrols(invite="right upper back")
    await scene.passes(8)
    await scene.says("woke up and my chest is tight when i breathe in", "This could be an emergency. Call 911 now")
    await scene.look("emergency")
    await scene.taps("Show this to the crew", "FOR THE AMBULANCE CREW")
    await scene.look("crew")
    await scene.taps("I have called")
    await scene.passes(0.4)
    await scene.look("did-you-get-help")
    await scene.passes(0.5)


async def fed_up(scene: Scene) -> None:
    """Said not to be suicidal: asked kindly, not alarmed, not shrugged off."""
    await scene.enrols()
    await scene.passes(4)
    await scene.says("not suicidal, just fed up with all this pain", "thoughts of hurting yourself")
    await scene.look("asked")
    await scene.taps("No, I am safe", "Thank you for telling me")
    await scene.passes(0.5)


async def growing_bruise(scene: Scene) -> None:
    """A blood thinner and a bruise that grows: seen today, by a person who takes it."""
    await scene.enrols("I take a blood thinner", invite="left leg")
    await scene.passes(3)
    await scene.says("the bruise on my thigh keeps growing, its bigger than my hand now", "today")
    await scene.staff_taps("Take")
    await scene.staff_replies("Please press on it and come in now. We will see you at once.")
    await scene.look("taken")
    await scene.says("ok on my way, thank you", "You are welcome")
    await scene.staff_taps("Resolve…")
    await scene.staff_taps("Seen or booked")
    await scene.staff_taps("Right")
    await scene.look("resolved")


async def silence(scene: Scene) -> None:
    """She never answers: one nudge a check, then left in peace; staff can see the silence."""
    await scene.enrols(invite="right neck")
    await scene.passes(25)
    await scene.look("a-day")
    await scene.passes(49)
    await scene.look("the-end")


async def thanks_and_questions(scene: Scene) -> None:
    """Only thanks and questions: answers, and no card for staff."""
    await scene.enrols()
    await scene.says("thanks!", "You are welcome")
    await scene.says("can i have a shower tonight?", "This is general advice")
    await scene.says("does drinking water flush out the toxins", "This is general advice")
    await scene.look("answers")
    await scene.says("does this help migraine?", "This is general advice")
    await scene.says("is it ok to take ibuprofen", "Did you mean")
    await scene.taps("Ibuprofen and the like", "This is general advice")
    await scene.says("what's the wifi password at the clinic", "Did you mean")
    await scene.says("ok thank you 🙏", "You are welcome")
    await scene.look("thanks")


async def in_spanish(scene: Scene) -> None:
    """All of it in Spanish: enrolled, asked, answered, dizzy, and in danger on the second day."""
    await scene.enrols_in_spanish(invite="right upper back")
    await scene.says("¿le puedo entrar a una chela en la noche?", "¿Quiso decir algo de esto?")
    await scene.taps("Alcohol", "Es mejor no tomar alcohol hoy")
    await scene.look("enrolled")
    await scene.passes(2.1)
    await scene.taps("Nada de esto", "¿Cuánto le duele el sitio de la aguja")
    await scene.says("como un cinco", "Gracias")
    await scene.says("q tan normal es traer la espalda como molida?", "Llámenos")
    await scene.look("first-check")
    await scene.passes(22)
    await scene.says("subi un piso y tuve q sentarme, nomas no me llena el aire", "¿Le pasa algo de esto ahora?")
    await scene.taps("Pecho o respiración", "Esto puede ser una emergencia")
    await scene.look("emergency")
    await scene.taps("Ya llamé", "Bien.")
    await scene.passes(0.4)
    await scene.look("did-you-get-help")


async def her_own_hand(scene: Scene) -> None:
    """She moves a check, is asked about her night, skips one, comes back for another spot, and staff see the first."""
    await scene.enrols("My first session", invite="left neck first")
    await scene.says("/plan", "Here is when I will write to you")
    await scene.taps("Move or skip one")
    await scene.look("move-which")
    await scene.taps("today 17:00")
    await scene.taps("today 18:00")
    await scene.passes(2.1)
    await scene.taps("None of these", "How sore is the needle spot")
    await scene.says("only a little bit", "I did not get that")
    await scene.says("3", "Thank you")
    await scene.says("sorry, i meant 4", "Noted: 4 instead of 3.")
    await scene.passes(6)
    await scene.says("4", "one slow, deep breath")
    await scene.taps("None of these", "Thank you")
    await scene.passes(2.8)
    await scene.says("the needle spot started bleeding a little", "May I?")
    await scene.look("may-i")
    await scene.taps("Yes, ask me then")
    await scene.passes(0.2)
    await scene.says("it stopped", "Good. Keep the spot clean.")
    await scene.look("in-the-night")
    await scene.says("/pause", "For how long?")
    await scene.taps("Until tomorrow morning")
    await scene.passes(14)
    await scene.look("the-plan-goes-on")


STORIES = (
    Story(name="1-soreness-only", title="Soreness only", about=soreness_only.__doc__ or "", play=soreness_only),
    Story(
        name="2-dizzy-at-1-h", title="Dizzy at one hour", about=dizzy_at_one_hour.__doc__ or "", play=dizzy_at_one_hour
    ),
    Story(
        name="3-dizzy-at-9-h",
        title="Dizzy at nine hours",
        about=dizzy_at_nine_hours.__doc__ or "",
        play=dizzy_at_nine_hours,
    ),
    Story(
        name="4-chest-at-2-am",
        title="Chest tightness at two in the morning",
        about=chest_at_two.__doc__ or "",
        play=chest_at_two,
        weekday=FRIDAY + 1,
        hour=2,
    ),
    Story(name="5-fed-up", title="Not suicidal, just fed up", about=fed_up.__doc__ or "", play=fed_up),
    Story(
        name="6-growing-bruise",
        title="Blood thinner, growing bruise",
        about=growing_bruise.__doc__ or "",
        play=growing_bruise,
    ),
    Story(name="7-silence", title="Silence", about=silence.__doc__ or "", play=silence),
    Story(
        name="8-thanks-and-questions",
        title="Thanks and questions only",
        about=thanks_and_questions.__doc__ or "",
        play=thanks_and_questions,
    ),
    Story(
        name="10-her-own-hand", title="The plan in her own hand", about=her_own_hand.__doc__ or "", play=her_own_hand
    ),
    Story(name="9-in-spanish", title="All in Spanish", about=in_spanish.__doc__ or "", play=in_spanish),
)

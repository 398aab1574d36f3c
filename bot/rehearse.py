"""`aftercare rehearse`: what staff would face, played with invented patients before there are real ones."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import logs
from bot.rehearsing import Rehearsal, Seen
from messages import catalog as content
from messages import invented
from messages.catalog import CONTENT
from review import workload

#: More cards than this for 25 sessions need the lead's sign-off (people.md 25).
MOST_CARDS, SESSIONS = 6, 25
LEVELS = ("emergency", "crisis", "urgent", "routine")
#: A working day of sessions.
OPENS, HOURS = dt.time(8, 0), 10
#: Characters of the longest bar.
BAR = 40
#: So many reasons are named.
MOST_REASONS = 12
NEEDED = ("routine", "urgent", "emergency")


@dataclass(frozen=True, kw_only=True)
class Share:
    """One process's part of a rehearsal."""

    numbers: tuple[int, ...]
    count: int
    seed: int
    start: dt.datetime
    hours: float


@click.command()
@click.option(
    "--patients", default=500, show_default=True, type=click.IntRange(1, 20000), help="How many are invented."
)
@click.option(
    "--hours", default=72.0, show_default=True, type=click.FloatRange(1, 24 * 14), help="How long it is played."
)
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same people.")
@click.option(
    "--start", default="2026-11-27", show_default=True, help="The day of their sessions; a Friday is the hardest."
)
@click.option("--workers", default=0, help="Processes; else one for each processor.")
@click.option("--picture", type=click.Path(path_type=Path), help="Draw the staff's hours into this PNG as well.")
def rehearse(patients: int, hours: float, seed: int, start: str, workers: int, picture: Path | None) -> None:
    """Play invented patients through the real plan, gate and desk, and count what staff would face.

    The people, and how often what befalls them, are assumptions: messages/content/rehearsal.toml.
    """
    begins = _day(start)
    _quietly()
    seen = play(patients, hours=hours, seed=seed, start=begins, workers=workers or os.cpu_count() or 1)
    click.echo(report(seen, patients, begins, hours=hours, seed=seed))
    if picture is not None:
        picture.write_bytes(workload.png(dict(seen.by_hour), begins.astimezone(ZONE), hours))
        click.echo(f"Drawn: {picture}")


ZONE = ZoneInfo("America/Los_Angeles")


def _day(words: str) -> dt.datetime:
    try:
        day = dt.date.fromisoformat(words)
    except ValueError:
        msg = f"{words!r} is no day. Write it as 2026-11-27."
        raise click.ClickException(msg) from None
    return dt.datetime.combine(day, OPENS, ZONE).astimezone(dt.UTC)


def play(patients: int, *, hours: float, seed: int, start: dt.datetime, workers: int) -> Seen:
    """Play so many patients; how many processes share the work makes no difference to what is seen."""
    workers = min(workers, patients)
    shares = [
        Share(numbers=tuple(range(first, patients, workers)), count=patients, seed=seed, start=start, hours=hours)
        for first in range(workers)
    ]
    if workers == 1:
        return _play(shares[0])
    # Each process has a processor to itself: more threads of the numeric library would only stand in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_quietly) as pool:
        return together(list(pool.map(_play, shares)))


def _quietly() -> None:
    """A rehearsal's warnings are about nobody; the process is its own, so its log may be set up for that."""
    logs.start(secrets=(), level="ERROR")


def _play(share: Share) -> Seen:
    """Play one share of the patients in this process."""
    with tempfile.TemporaryDirectory() as folder:
        rehearsal = Rehearsal(Path(folder), share.start)
        for person in _people(share):
            rehearsal.enrol(person, share.start + person.place * dt.timedelta(hours=HOURS))
        rehearsal.run(share.start + dt.timedelta(hours=share.hours))
        return rehearsal.close()


def _people(share: Share) -> list[invented.Invented]:
    topics = content.load().topics.values()
    questions = [each for topic in topics for each in topic.phrasings]
    everyone = invented.people(invented.load(CONTENT), questions, count=share.count, seed=share.seed)
    return [everyone[number] for number in share.numbers]


def together(parts: Sequence[Seen]) -> Seen:
    """Add up what several processes saw."""
    whole = Seen()
    for part in parts:
        whole.by_hour.update(part.by_hour)
        whole.to_patients += part.to_patients
        whole.cards += part.cards
        whole.people += part.people
        for step, states in part.states.items():
            whole.states.setdefault(step, Counter()).update(states)
    return whole


def report(seen: Seen, patients: int, start: dt.datetime, *, hours: float, seed: int) -> str:
    """Return what staff would face, in words and bars."""
    local = start.astimezone(ZONE)
    day = f"{local:%a %d %b %H:%M} to {OPENS.hour + HOURS}:00"
    head = f"{patients} invented patients, sessions {day}, {hours:g} hours, seed {seed}."
    return "\n".join([head, "", *_cards(seen, patients), "", *_checks(seen), "", *_by_hour(seen, local)])


def _cards(seen: Seen, patients: int) -> list[str]:
    each = len(seen.cards) * SESSIONS / patients
    over = (
        f"Over {MOST_CARDS}: the lead must sign this off."
        if each > MOST_CARDS
        else f"{MOST_CARDS} and less need no sign-off."
    )
    levels = Counter(level for level, _, _ in seen.cards)
    named = ", ".join(f"{level} {levels[level]}" for level in LEVELS if levels[level])
    needless = [rules for _, truth, rules in seen.cards if truth not in NEEDED]
    needing = [(truth, shown) for truth, shown in seen.people if truth in NEEDED]
    missed = sum(shown == "none" for _, shown in needing)
    return [
        f"Cards: {len(seen.cards)}, {each:.1f} for each {SESSIONS} sessions. {over}",
        f"  by level: {named or 'none'}",
        f"  for somebody whom nothing befell that needs a person: {len(needless)} of {len(seen.cards)}",
        *_why(needless),
        f"Patients whom something befell that needs a person: {len(needing)}, of them without a card: {missed}",
        f"Messages to patients: {seen.to_patients / patients:.1f} for each",
    ]


def _why(needless: Sequence[tuple[str, ...]]) -> list[str]:
    """Return what opened the cards that nobody needed, the commonest first."""
    counted = Counter(rule for rules in needless for rule in rules)
    return [f"    {count:>4}  {rule}" for rule, count in counted.most_common(MOST_REASONS)]


def _checks(seen: Seen) -> list[str]:
    lines = ["Asked         sent  answered  no answer  not sent"]
    for step in sorted(seen.states, key=lambda name: (not name.startswith("c"), name)):
        states = seen.states[step]
        sent = states["answered"] + states["missed"] + states["sent"]
        share = f"{states['answered'] / sent:>8.0%}" if sent else f"{'-':>8}"
        unsent = sum(states.values()) - sent
        lines.append(f"  {step:<10} {sent:>5}  {share}  {states['missed']:>9}  {unsent:>8}")
    return lines


def _by_hour(seen: Seen, start: dt.datetime) -> list[str]:
    most = max(seen.by_hour.values(), default=0)
    lines = [f"Messages to staff by the hour: {sum(seen.by_hour.values())} in all, at most {most}"]
    for hour in sorted(seen.by_hour):
        when = (start.astimezone(dt.UTC) + dt.timedelta(hours=hour)).astimezone(ZONE)
        lines.append(f"  {when:%a %H:%M}  {'#' * round(seen.by_hour[hour] * BAR / most)} {seen.by_hour[hour]}")
    return lines

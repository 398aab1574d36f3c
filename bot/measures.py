"""Measures: `aftercare figures reading FILE…` says how well labelled messages are read."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from bot.commandline import CONFIG, with_house
from bot.house import House
from messages import catalog as content
from messages import figures as measured
from messages.figures import Figure, Labelled, Seen
from messages.levels import LEVELS, Level
from messages.reading import Circumstances, danger_hint, read
from records import graded, heard, learnable
from records.store import Db

#: Deliberately dumb readers, to know what reading is worth.
Read = Callable[[Labelled], Seen]


#: What staff say of a level, in words.
WORDS = {"right": "right", "high": "too high", "low": "too low"}


@click.group()
def figures() -> None:
    """Print figures."""


@figures.command()
@CONFIG
@click.option("--days", default=30, show_default=True, help="How far back.")
def unanswered(path: Path, days: int) -> None:
    """List messages that were not understood, asked on to the clinic, or read too high or too low.

    One a line in the form of labelled messages, the level they were read at first: put the right label, and they can
    be measured with, learned from, or become phrasings. These are patients' own words: keep them in the clinic.
    """

    def work(db: Db, house: House, now: dt.datetime) -> list[str]:
        rows = learnable.since(db, now - dt.timedelta(days=days))
        return [f"{row.level}\tchat\t{why}\t{' '.join(heard.words(db, row).split())}" for row, why in rows]

    lines = with_house(path, work, links_needed=False)
    click.echo("\n".join(lines) if lines else "Nothing is waiting: every message was understood.", err=not lines)


@figures.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@CONFIG
@click.option("--days", default=90, show_default=True, help="Without files: how far back.")
@click.option("--misses", is_flag=True, help="List every message that was read wrongly.")
@click.option("--no-embedding", is_flag=True, help="Read as a machine without the embedding would.")
@click.option(
    "--baseline",
    type=click.Choice(["keywords", "staff"]),
    default=None,
    help="Instead of reading: alarm at any word of danger, or send everything to staff.",
)
def reading(
    files: tuple[Path, ...], path: Path, days: int, misses: bool, no_embedding: bool, baseline: str | None
) -> None:
    """Read FILES of labelled messages (label, what, tags, text, parted by tabs) and say how well.

    Without files: how often people of the clinic found the level of a flag right, too high or too low.
    """
    if not files:
        click.echo("\n".join(with_house(path, partial(_graded, days), links_needed=False)))
        return
    messages = _messages(files)
    look = BASELINES[baseline] if baseline else _reader(no_embedding)
    took, seen = [], []
    for message in messages:
        began = time.perf_counter()
        seen.append(look(message))
        took.append(1000 * (time.perf_counter() - began))
    click.echo(measured.confusion(seen))
    for figure in measured.figures(seen):
        click.echo(str(figure))
        for each in figure.misses if misses else ():
            click.echo(f"    {each.message.label} read as {each.level}, {each.first or '-'}: {each.message.text}")
    took.sort()
    click.echo(f"milliseconds a message: half within {_share(took, 0.5):.1f}, 99 % within {_share(took, 0.99):.1f}")


def _graded(days: int, db: Db, house: House, now: dt.datetime) -> list[str]:
    since = now - dt.timedelta(days=days)
    found, (twice, same) = graded.by_level(db, since), graded.doubly(db, since)
    if not found:
        return [f"Nobody has graded a flag in the last {days} days."]
    lines = [
        str(Figure(name=f"{level}: {WORDS[grade]}", hits=hits, size=size, misses=()))
        for level in LEVELS[:5]
        if (size := sum(found[level, each] for each in WORDS))
        for grade in WORDS
        if (hits := found[level, grade]) or grade == "right"
    ]
    return [*lines, str(Figure(name="a second reader said the same", hits=same, size=twice, misses=()))]


def _messages(files: tuple[Path, ...]) -> list[Labelled]:
    found, wrong = [], []
    for path in files:
        try:
            found += measured.load(path)
        except measured.NotLabelled as exc:
            wrong.append(f"{path}:\n{exc}")
    if wrong:
        raise click.ClickException("\n".join(wrong))
    return found


def _reader(no_embedding: bool) -> Read:
    catalog = content.load(embeds=False if no_embedding else None)

    def look(message: Labelled) -> Seen:
        got = read(message.text, Circumstances(), catalog)
        return Seen(message=message, level=got.level, topic=got.topic, suggestions=got.suggestions)

    return look


def _keywords(message: Labelled) -> Seen:
    level: Level = "emergency" if danger_hint(message.text) else "none"
    return Seen(message=message, level=level, topic=None, suggestions=())


def _staff(message: Labelled) -> Seen:
    return Seen(message=message, level="routine", topic=None, suggestions=())


BASELINES: dict[str, Read] = {"keywords": _keywords, "staff": _staff}


def _share(sorted_: list[float], share: float) -> float:
    """Return the value that so much of a sorted list does not pass; 0 of nothing."""
    return sorted_[min(len(sorted_) - 1, int(share * len(sorted_)))] if sorted_ else 0.0

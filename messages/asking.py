"""Asking: a check-in's question as a message with buttons."""

from __future__ import annotations

from collections.abc import Collection

from messages.plan import Question
from messages.said import Button, Said
from messages.wording import Rows, Wording

TICK = "✓ "
#: What an optional question can be answered with besides its options.
SKIP = "skip"
#: Scores stand in two rows, so that a thumb can hit them.
SCORES = (range(6), range(6, 11))


def ask_question(wording: Wording, lang: str, question: Question, *, ref: str, chosen: Collection[str] = ()) -> Said:
    """Return a question; `ref` names the check-in, `chosen` the options ticked so far."""
    match question.kind:
        case "score":
            buttons: Rows = tuple(tuple(_score(question, ref, number) for number in row) for row in SCORES)
        case "multi":
            buttons = _multi(wording, lang, question, ref, chosen)
        case "choice":
            buttons = tuple((_option(wording, lang, question, ref, each, ()),) for each in question.options)
    if question.skip and not question.required:
        skip = Button(label=wording.text(lang, SKIP), action=question.id, ref=f"{ref}.{SKIP}")
        buttons = (*buttons, (skip,))
    return wording.said(lang, question.text, buttons=buttons)


def _score(question: Question, ref: str, number: int) -> Button:
    return Button(label=str(number), action=question.id, ref=f"{ref}.{number}")


def _multi(wording: Wording, lang: str, question: Question, ref: str, chosen: Collection[str]) -> Rows:
    options = tuple((_option(wording, lang, question, ref, each, chosen),) for each in question.options)
    label = wording.text(lang, "done" if chosen else "none_of_these")
    return (*options, (Button(label=label, action=question.id, ref=f"{ref}.done"),))


def _option(wording: Wording, lang: str, question: Question, ref: str, option: str, chosen: Collection[str]) -> Button:
    label = option_label(wording, lang, question, option)
    return Button(label=TICK + label if option in chosen else label, action=question.id, ref=f"{ref}.{option}")


def option_label(wording: Wording, lang: str, question: Question, option: str) -> str:
    """Return what an option says; a score says its number."""
    return option if question.kind == "score" else wording.text(lang, f"option_{question.id}_{option}")

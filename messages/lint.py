"""Lint: what `aftercare check` says of content that loads but should not stay so."""

from __future__ import annotations

from messages import sheets
from messages.catalog import Catalog
from messages.plan import Plan, Question
from messages.said import TEXT_LIMIT, units
from messages.texts import CLINIC_FIELDS, Texts, fields
from messages.topics import untranslated

#: Telegram shows longer button labels cut.
LABEL_LIMIT = 40


def check(catalog: Catalog) -> list[str]:
    """Return every mistake, as sentences that name file and key."""
    wrong: list[str] = []
    for lang, texts in catalog.texts.items():
        wrong += _missing(catalog, lang, texts)
        wrong += [
            f"{lang}/texts.toml: {key}: longer than a message may be"
            for key, text in texts.by_key.items()
            if units(text) > TEXT_LIMIT
        ]
    wrong += [
        f"topics/{topic.id}.toml: the title is too long for a button"
        for topics in catalog.answers.values()
        for topic in topics.values()
        if len(topic.title) > LABEL_LIMIT
    ]
    wrong += [
        f"{lang}/topics: {each}"
        for lang, topics in catalog.answers.items()
        for each in untranslated(topics, catalog.topics)
    ]
    return [*wrong, *_unknown_details(catalog), *_unprintable(catalog)]


def _unprintable(catalog: Catalog) -> list[str]:
    """Return the sheet's texts with letters that its fonts do not have: the page would be wrong on paper."""
    return [
        f"{lang}/texts.toml: {key}: {''.join(odd)!r} cannot be printed on the sheet"
        for lang, texts in catalog.texts.items()
        for key, text in texts.by_key.items()
        if key.startswith("sheet_") and (odd := [char for char in text if not sheets.prints(char)])
    ]


def _unknown_details(catalog: Catalog) -> list[str]:
    """Return the details that the triage table waits for and no lexicon can find: such a row would never fire."""
    waits = [(row.id, [*row.needs_said, *row.said]) for row in catalog.triage.rows]
    waits += [(each.id, each.needs_said) for each in catalog.triage.modifiers]
    return [
        f"triage.toml: {name} waits for {detail!r}, which no lexicon has"
        for name, details in waits
        for detail in details
        if detail not in catalog.reader.details
    ]


def _missing(catalog: Catalog, lang: str, texts: Texts) -> list[str]:
    """Return the keys that the plan needs or the first language has, and this one lacks."""
    first = next(iter(catalog.texts.values()))
    needed = {*_plan_keys(catalog.plan), *first.by_key}
    wrong = [f"{lang}/texts.toml: {key} is missing" for key in sorted(needed - set(texts.by_key))]
    for key, text in texts.by_key.items():
        if key in first.by_key and fields(text)[0] - CLINIC_FIELDS != fields(first.by_key[key])[0] - CLINIC_FIELDS:
            wrong.append(f"{lang}/texts.toml: {key} has other names in braces than {first.lang}")
    return wrong


def _plan_keys(plan: Plan) -> set[str]:
    keys = {step.intro for step in plan.steps} | {f"plan_{step.id}" for step in plan.steps}
    return keys | {key for question in plan.questions for key in _question_keys(question)}


def _question_keys(question: Question) -> set[str]:
    return {question.text, *(f"option_{question.id}_{option}" for option in question.options)}

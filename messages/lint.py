"""Lint: what `aftercare check` says of content that loads but should not stay so."""

from __future__ import annotations

import re
from collections.abc import Callable

from messages import plan_lint, sheets
from messages.catalog import Catalog
from messages.grade import ease, grade
from messages.said import TEXT_LIMIT, units
from messages.texts import CLINIC_FIELDS, Texts, fields
from messages.topics import untranslated

#: Telegram shows longer button labels cut.
LABEL_LIMIT = 40
#: Keys of what staff read; everything else is for patients.
FOR_STAFF = (
    "staff_", "card_", "rule_", "menu_", "outcome_", "crew_", "sheet_numbers", "contact_flag", "contact_unseen",
    "contact_down", "contact_back", "contact_drill", "contact_fault", "digest_", "record_",
)  # fmt: skip
#: Shorter texts are read at a glance, and formulas say nothing of them.
LONG = 12
GRADE, EASE = 6.0, 55.0
#: Whether a text is too hard, in the languages that there is a formula for.
HARD: dict[str, Callable[[str], bool]] = {"en": lambda text: grade(text) > GRADE, "es": lambda text: ease(text) < EASE}
NAMED = re.compile(r"\{[a-z_]+\}")
#: What must be named where: the numbers that a frightened person needs.
MUST_NAME = {
    "emergency": ("emergency",),
    "emergency_no_visit": ("emergency",),
    "crisis": ("emergency", "crisis"),
    "urgent": ("contact",),
    "urgent_more": ("emergency",),
    "routine": ("phone", "emergency"),
    "topic_foot": ("phone", "emergency"),
    "consent": ("emergency",),
    "danger_card": ("emergency",),
    "ask_now_line": ("emergency",),
    "ask_harm_line": ("emergency", "crisis"),
    "reaction_call": ("emergency",),
    "checkin_end": ("emergency",),
    "stopped": ("emergency",),
    "stranger_text": ("emergency",),
    "invited_text": ("emergency",),
}


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
    return [
        *wrong,
        *_unknown_details(catalog),
        *_unprintable(catalog),
        *_unnamed(catalog),
        *_hard_to_read(catalog),
        *_unreachable(catalog),
        *_unexplained(catalog),
        *plan_lint.unknown(catalog),
    ]


def _unnamed(catalog: Catalog) -> list[str]:
    """Return the texts that must name a number to call and do not: each language is held to the first one by fields."""
    return [
        f"{lang}/texts.toml: {key} must name {{{name}}}"
        for lang, texts in catalog.texts.items()
        for key, names in MUST_NAME.items()
        for name in names
        if name not in fields(texts.by_key.get(key, ""))[0]
    ]


def _hard_to_read(catalog: Catalog) -> list[str]:
    """Return what patients may find hard: English above grade 6, Spanish below "normal" on the INFLESZ scale."""
    told = [(lang, f"texts.toml: {key}", text) for lang, texts in catalog.texts.items() for key, text in _told(texts)]
    told += [
        (lang, f"topics/{topic.id}.toml", words)
        for lang, topics in catalog.answers.items()
        for topic in topics.values()
        for words in (topic.answer, *(each.answer for each in topic.conditions))
    ]
    return [
        f"{lang}/{where}: hard to read. Use shorter words and sentences."
        for lang, where, text in told
        if lang in HARD and len((words := NAMED.sub("911", text)).split()) >= LONG and HARD[lang](words)
    ]


def _told(texts: Texts) -> list[tuple[str, str]]:
    return [(key, text) for key, text in texts.by_key.items() if not key.startswith(FOR_STAFF)]


def _unreachable(catalog: Catalog) -> list[str]:
    """Return the rows that could never fire: no language has wording for any of their symptoms."""
    known = catalog.reader.symptoms
    return [
        f"triage.toml: {row.id} can never fire: no lexicon has wording for {', '.join(row.symptoms)}"
        for row in catalog.triage.rows
        if row.symptoms and not known & {*row.symptoms}
    ]


def _unexplained(catalog: Catalog) -> list[str]:
    """Return the rules that a card could only show by their id."""
    ids = [each.id for each in (*catalog.triage.rows, *catalog.triage.modifiers)]
    return [
        f"{lang}/texts.toml: no rule_ text says what {name} is"
        for lang, texts in catalog.texts.items()
        for name in ids
        if not any(f"rule_{part}" in texts.by_key for part in plan_lint.parts(name))
    ]


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
    needed = {*plan_lint.keys(catalog.plan), *first.by_key}
    wrong = [f"{lang}/texts.toml: {key} is missing" for key in sorted(needed - set(texts.by_key))]
    for key, text in texts.by_key.items():
        if key in first.by_key and fields(text)[0] - CLINIC_FIELDS != fields(first.by_key[key])[0] - CLINIC_FIELDS:
            wrong.append(f"{lang}/texts.toml: {key} has other names in braces than {first.lang}")
    return wrong

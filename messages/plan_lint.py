"""Lint of the plan: what it names and nothing else knows, and the texts that it needs."""

from __future__ import annotations

from messages.catalog import Catalog
from messages.conditions import AREAS, MODIFIERS, TECHNIQUES
from messages.lexicon import SYMPTOMS
from messages.plan import Plan, Question


def keys(plan: Plan) -> set[str]:
    """Return the text keys that the plan needs."""
    keys = {each.intro for each in plan.askings} | {f"plan_{each.id}" for each in plan.askings}
    keys |= {line.text for line in plan.lines}
    return keys | {key for question in plan.questions for key in _question_keys(question)}


def _question_keys(question: Question) -> set[str]:
    labels = () if question.kind == "score" else question.options
    replies = {each.reply for each in question.means.values() if each.reply}
    return {question.text, *(f"option_{question.id}_{option}" for option in labels), *replies}


def unknown(catalog: Catalog) -> list[str]:
    """Return what the plan names and nothing else knows: symptoms, areas, modifiers, rules that no card explains."""
    plan = catalog.plan
    symptoms = [(each.id, each.when.symptoms) for each in plan.followups]
    symptoms += [(f"question {each.id}", one.symptoms) for each in plan.questions for one in each.means.values()]
    wrong = [
        f"plan.toml: {name}: {each!r} is no symptom"
        for name, named in symptoms
        for each in named
        if each not in SYMPTOMS
    ]
    only = [(each.id, each.only) for each in plan.questions] + [(each.text, each.only) for each in plan.lines]
    wrong += [
        f"plan.toml: {name}: {each!r} is no area"
        for name, one in only
        for each in (*one.areas, *one.not_areas)
        if each not in ("", *AREAS)
    ]
    wrong += [
        f"plan.toml: {name}: {each!r} is no modifier"
        for name, one in only
        for each in one.modifiers
        if each not in MODIFIERS
    ]
    wrong += [
        f"plan.toml: {name}: {each!r} is no technique"
        for name, one in only
        for each in one.techniques
        if each not in ("", *TECHNIQUES)
    ]
    return wrong + _unexplained_rules(catalog)


def _unexplained_rules(catalog: Catalog) -> list[str]:
    plan = catalog.plan
    rules = {
        rule for each in plan.questions for one in each.means.values() for rule in (one.rule, one.last_rule) if rule
    }
    rules |= {f"silence_{each.id}" for each in plan.followups}
    return [
        f"{lang}/texts.toml: no rule_ text says what {rule} is"
        for lang, texts in catalog.texts.items()
        for rule in sorted(rules)
        if not any(f"rule_{part}" in texts.by_key for part in parts(rule))
    ]


def parts(name: str) -> list[str]:
    """Return the first parts of a rule's name, the shortest first."""
    words = name.split("_")
    return ["_".join(words[:size]) for size in range(1, len(words) + 1)]

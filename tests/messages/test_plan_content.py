"""The plan as a file: its schema, its version, and every mistake of it told at once, in words."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from messages import catalog, lint, schema
from messages.conditions import Only, Person
from messages.mistakes import ContentMistakes
from messages.plan import Plan

TOP = Path(__file__).parent.parent.parent


def values() -> dict[str, Any]:
    """Return plan.toml as plain data."""
    return tomllib.loads((catalog.CONTENT / "plan.toml").read_text(encoding="utf-8"))


@pytest.mark.holds("plan:schema")
def test_the_schema_is_that_of_the_code() -> None:
    """docs/plan.schema.json is new, names every table, and plan.toml points at it."""
    page = (TOP / "docs" / "plan.schema.json").read_text(encoding="utf-8")
    first = (catalog.CONTENT / "plan.toml").read_text(encoding="utf-8").partition("\n")[0]

    assert page == schema.text()
    assert {"limits", "steps", "questions", "followups", "lines"} <= set(json.loads(page)["properties"])
    assert (catalog.CONTENT / first.removeprefix("#:schema ")).resolve() == (
        TOP / "docs" / "plan.schema.json"
    ).resolve()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda plan: plan["steps"][1]["questions"].append("zzz"), "asks 'zzz', which is no question"),
        (lambda plan: plan["steps"].append(plan["steps"][1]), "c1 stands twice"),
        (
            lambda plan: plan["steps"][1]["questions"].extend(["day_one", "day_two", "first_evening"]),
            "more than two required",
        ),
        (lambda plan: plan["steps"][1].update(questions=[]), "c1 asks nothing"),
        (lambda plan: plan["questions"][0].update(means={"zzz": {}}), "'zzz' is none of its options"),
        (lambda plan: plan["lines"][0].update(steps=["zzz"]), "'zzz' is no step"),
        (lambda plan: plan["followups"][1].update(at_minutes=[120, 30]), "at_minutes must rise"),
        (lambda plan: plan["followups"][0].update(zzz=1), "followups.0.zzz"),
        (lambda plan: plan["limits"].pop("max_water"), "limits.max_water"),
        (lambda plan: plan["followups"][0].update(quiet="sometimes"), "followups.0.quiet"),
    ],
)
@pytest.mark.holds("plan:schema")
def test_a_mistake_is_told_with_its_place(tmp_path: Path, change: Any, told: str) -> None:
    """Whoever edits the plan is told what is wrong where."""
    plan = values()
    change(plan)
    (tmp_path / "plan.toml").write_text(_toml(plan), encoding="utf-8")

    with pytest.raises(ContentMistakes) as wrong:
        catalog.load_plan(tmp_path)

    assert any(told in each for each in wrong.value.mistakes), wrong.value.mistakes


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda plan: plan["followups"][0]["when"].update(symptoms=["zzz"]), "'zzz' is no symptom"),
        (lambda plan: plan["lines"][0]["only"].update(modifiers=["zzz"]), "'zzz' is no modifier"),
        (lambda plan: plan["lines"][2]["only"].update(areas=["zzz"]), "'zzz' is no area"),
        (lambda plan: plan["lines"][0].update(text="zzz"), "zzz is missing"),
    ],
)
def test_the_check_finds_what_nothing_else_knows(change: Any, told: str) -> None:
    """`aftercare check` knows symptoms, areas, modifiers and texts."""
    plan = values()
    change(plan)
    changed = dataclasses.replace(catalog.load(), plan=Plan.model_validate(plan))

    assert any(told in each for each in lint.check(changed))


@pytest.mark.parametrize(
    ("only", "holds"),
    [
        ({}, True),
        ({"areas": ["neck"]}, True),
        ({"areas": ["leg"]}, False),
        ({"not_areas": ["neck"]}, False),
        ({"modifiers": ["pregnant", "diabetes"]}, True),
        ({"modifiers": ["pregnant"]}, False),
        ({"techniques": ["injection"]}, False),
        ({"areas": ["neck"], "techniques": ["injection"]}, False),
    ],
)
def test_for_whom_a_line_is_meant(only: dict[str, list[str]], holds: bool) -> None:
    """All that is named must hold; of a list one is enough."""
    person = Person(area="neck", technique="dry needling", modifiers=frozenset({"diabetes"}))

    assert holds == Only(**only).holds(person)


def _toml(plan: dict[str, Any]) -> str:
    """Write plain data as TOML: JSON's values are TOML's, but for tables in lists."""
    heads = [f"{key} = {json.dumps(value)}" for key, value in plan.items() if isinstance(value, str)]
    limits = ["[limits]", *(f"{key} = {json.dumps(value)}" for key, value in plan["limits"].items())]
    return "\n".join([*heads, *limits, *(_table(name, each) for name in _lists(plan) for each in plan[name])])


def _lists(plan: dict[str, Any]) -> list[str]:
    return [name for name, value in plan.items() if isinstance(value, list)]


def _table(name: str, value: dict[str, Any]) -> str:
    return "\n".join([f"[[{name}]]", *(f"{key} = {_inline(each)}" for key, each in value.items())])


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_inline(each)}' for key, each in value.items()) + "}"
    return json.dumps(value)

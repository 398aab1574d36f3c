"""Marks: which test says that it holds which rule, read from the test sources without running them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.trace.ledger import ROOT

#: What an id of the ledger looks like, wherever it stands.
ID = re.compile(r"[a-z]+:[A-Za-z0-9_]+")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def collect(root: Path = ROOT) -> dict[str, list[str]]:
    """Return the tests that hold each id, as pytest names them."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((root / "tests").rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        if "holds(" in source:
            for name, ids in held(ast.parse(source)):
                for each in sorted(ids):
                    found[each].append(f"{path.relative_to(root).as_posix()}::{name}")
    return found


def held(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Yield each test of a module with the ids that it holds; what the whole module holds, every test holds."""
    values = _values(tree)
    whole = _ids(values["pytestmark"], values) if "pytestmark" in values else set()
    for name, node, above in _tests(tree):
        ids = whole.union(*(_ids(mark, values) for mark in (*above, *node.decorator_list)))
        if ids:
            yield name, ids


def _tests(tree: ast.Module) -> Iterator[tuple[str, Function, list[ast.expr]]]:
    for node in tree.body:
        if isinstance(node, Function) and node.name.startswith("test"):
            yield node.name, node, []
        if isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, Function) and each.name.startswith("test"):
                    yield f"{node.name}::{each.name}", each, node.decorator_list


def _values(tree: ast.Module) -> dict[str, ast.expr]:
    """Return the constants of a module by name."""
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            found.update({target.id: node.value for target in node.targets if isinstance(target, ast.Name)})
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found[node.target.id] = node.value
    return found


def _ids(mark: ast.expr, values: dict[str, ast.expr]) -> set[str]:
    """Return the ids of the `holds(...)` calls in an expression, and in the constants that it names."""
    parts = _reached(mark, values)
    calls = [node for part in parts for node in ast.walk(part) if _is_holds(node)]
    args = [arg for call in calls if isinstance(call, ast.Call) for arg in call.args]
    if all(isinstance(arg, ast.Constant) for arg in args):
        return {str(arg.value) for arg in args if isinstance(arg, ast.Constant)}
    # `holds(name)` beside a table of cases: every id in the table is held.
    return {text for part in parts for text in _strings(part) if ID.fullmatch(text)}


def _reached(mark: ast.expr, values: dict[str, ast.expr]) -> list[ast.expr]:
    """Return an expression and all module constants that it leads to."""
    parts, seen = [mark], set[str]()
    for part in parts:
        names = {node.id for node in ast.walk(part) if isinstance(node, ast.Name)} & set(values)
        parts += [values[name] for name in sorted(names - seen)]
        seen |= names
    return parts


def _is_holds(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "holds"


def _strings(part: ast.AST) -> Iterator[str]:
    for node in ast.walk(part):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value

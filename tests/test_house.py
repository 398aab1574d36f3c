"""The house: each library in its room, every arrow one way, no circles, nothing imported in passing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
ROOMS = ("messages", "records", "scheduler", "review", "bot", "sandbox")
MAY = {
    "messages": set(),
    "records": set(),
    "scheduler": {"messages", "records"},
    "review": {"messages", "records"},
    "bot": {"messages", "records", "scheduler", "review", "sandbox"},
    "sandbox": set(),
}
#: Libraries with their only home (design section 2), by the name that is imported.
HOMES = {
    "rapidfuzz": {"messages"},
    "numpy": {"messages"},
    "babel": {"messages"},
    "sqlalchemy": {"records"},
    "alembic": {"records"},
    "psycopg": {"records"},
    "cryptography": {"records"},
    "apscheduler": {"scheduler"},
    "jinja2": {"review"},
    "icalendar": {"review"},
    "dateutil": {"review"},
    "segno": {"review"},
    "fpdf": {"review"},
    "matplotlib": {"review"},
    "telegram": {"bot"},
    "click": {"bot"},
    "apprise": {"bot"},
    "prometheus_client": {"bot"},
    "aiohttp": {"bot", "review", "sandbox"},
    "pydantic": set(ROOMS),
    "pydantic_core": set(ROOMS),
    "structlog": set(ROOMS),
}
FORBIDDEN_NAMES = {"utils", "core", "common", "services", "handlers", "helpers"}


def modules(room: str) -> list[Path]:
    """Return a room's modules, but for Alembic's environment, which Alembic itself runs."""
    return [path for path in sorted((TOP / room).rglob("*.py")) if "migrations" not in path.parts]


def imports(tree: ast.AST) -> Iterator[str]:
    """Return the full names of what a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parsed(path: Path) -> ast.Module:
    """Return a module's tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_point_one_way(room: str) -> None:
    """A room imports only the rooms that design section 2 allows it."""
    wrong = {
        f"{path.relative_to(TOP)} imports {name}"
        for path in modules(room)
        for name in imports(parsed(path))
        if name.split(".")[0] in ROOMS and name.split(".")[0] not in MAY[room] | {room}
    }

    assert set() == wrong


@pytest.mark.parametrize("room", ROOMS)
def test_libraries_stay_in_their_rooms(room: str) -> None:
    """A library is imported only where it has its home, and every library has one."""
    known = HOMES | {name: {room} for name in ROOMS}
    wrong = set()
    for path in modules(room):
        for name in imports(parsed(path)):
            top = name.split(".")[0]
            if top in known and room not in known[top] and top not in MAY[room]:
                wrong.add(f"{path.relative_to(TOP)} imports {top}")

    assert set() == wrong


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_imported_inside_functions(room: str) -> None:
    """Imports stand at the top: one inside a function hides an arrow."""
    wrong = [
        f"{path.relative_to(TOP)}:{inner.lineno}"
        for path in modules(room)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert [] == wrong


def _edges() -> dict[str, set[str]]:
    names = {}
    for room in ROOMS:
        for path in modules(room):
            dotted = ".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__")
            names[dotted] = path
    edges: dict[str, set[str]] = {}
    for name, path in names.items():
        tree = parsed(path)
        typing_only = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
            for inner in ast.walk(node)
        }
        found = set()
        for node in ast.walk(tree):
            if id(node) in typing_only or not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            # `from room import module` is an arrow to the module, not to the room's front.
            wanted = [each for each in imports(node) if each in names]
            deepest = [each for each in wanted if not any(other.startswith(f"{each}.") for other in wanted)]
            found |= set(deepest) - {name}
        edges[name] = found
    return edges


def test_there_is_no_circle() -> None:
    """No module imports itself by way of others."""
    edges = _edges()
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, f"circle: {' -> '.join([*path[path.index(name) :], name])}"
        if name in done:
            return
        for following in sorted(edges[name]):
            walk(following, (*path, name))
        done.add(name)

    for name in sorted(edges):
        walk(name, ())

    assert set(edges) == done


def test_nothing_is_called_utils() -> None:
    """A module is named by its noun, not by its having no name."""
    wrong = [path for room in ROOMS for path in modules(room) if path.stem in FORBIDDEN_NAMES]

    assert [] == wrong


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_and_public_function_says_what_it_is(room: str) -> None:
    """Modules, public classes and public functions have a docstring."""
    wrong = []
    for path in modules(room):
        tree = parsed(path)
        if ast.get_docstring(tree) is None:
            wrong.append(str(path.relative_to(TOP)))
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if public and not node.name.startswith("_") and ast.get_docstring(node) is None:
                wrong.append(f"{path.relative_to(TOP)}:{node.name}")

    assert [] == wrong

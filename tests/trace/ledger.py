"""The ledger: everything that must be held, in our own words, and where it is written (ledger.toml)."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATH = Path(__file__).with_name("ledger.toml")
#: "messages/content/triage.toml [r05_saddle]": a file, and the name in it.
PLACE = re.compile(r"(?P<path>\S+)(?: \[(?P<name>[^\]]+)\])?")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing to hold: its id, what it says, where it is written; `later` says why it is not built yet."""

    id: str
    says: str
    where: tuple[str, ...]
    later: str = ""

    @property
    def kind(self) -> str:
        """Return the part of the id before the colon."""
        return self.id.partition(":")[0]


def load() -> dict[str, Entry]:
    """Read the ledger in its own order."""
    kinds = tomllib.loads(PATH.read_text(encoding="utf-8"))
    entries = (
        Entry(id=f"{kind}:{name}", says=each["says"], where=tuple(each["where"]), later=each.get("later", ""))
        for kind, named in kinds.items()
        for name, each in named.items()
    )
    return {entry.id: entry for entry in entries}


def missing(place: str) -> str:
    """Say what is wrong with a place, or return nothing when it is there."""
    match = PLACE.fullmatch(place)
    if match is None:
        return f"{place}: is not a file, or a file and [a name]"
    path, name = ROOT / match["path"], match["name"]
    if not path.exists():
        return f"{place}: there is no such file"
    return "" if name is None or name in _names(path) else f"{place}: the file has no {name}"


def _names(path: Path) -> set[str]:
    """Return what a file defines: functions, classes and constants, or ids and keys of tables."""
    text = path.read_text(encoding="utf-8")
    return _defined(ast.parse(text)) if path.suffix == ".py" else _keys(tomllib.loads(text))


def _defined(tree: ast.Module) -> set[str]:
    nodes = list(ast.walk(tree))
    named = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return named | {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _keys(value: object) -> set[str]:
    match value:
        case dict():
            own = {str(value["id"])} if "id" in value else set()
            return own.union(value, *(_keys(each) for each in value.values()))
        case list():
            return set().union(*(_keys(each) for each in value))
        case _:
            return set()

"""Parameters of a Bot API call: read by kind, refused when unknown."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.files import Upload
from sandbox.refusals import Refusal, bad

if TYPE_CHECKING:
    from sandbox.world import World

Args = dict[str, Any]

TRUE = frozenset({"true", "True", "1", "yes"})
FALSE = frozenset({"false", "False", "0", "no", ""})


@dataclass(frozen=True)
class Method:
    """A Bot API method: the kinds of its parameters, and what it does."""

    accepts: Mapping[str, str]
    run: Callable[[World, Args], Any]


def read(accepts: Mapping[str, str], given: Mapping[str, Any]) -> Args:
    """Return the parameters by kind; an unknown one is refused, which Telegram would pass over in silence."""
    unknown = sorted(name for name in given if name not in accepts and not isinstance(given[name], Upload))
    if unknown:
        msg = f'unknown parameter "{unknown[0]}"'
        raise bad(msg)
    args = {name: READERS[accepts[name]](name, value) for name, value in given.items() if name in accepts}
    return _attached(args, given)


def _attached(args: Args, given: Mapping[str, Any]) -> Args:
    """Put uploads in place of `attach://name`; one that nothing names is refused."""
    loose = {name for name, value in given.items() if isinstance(value, Upload) and name not in args}
    for name, value in args.items():
        if isinstance(value, str) and value.startswith("attach://"):
            upload = given.get(value.removeprefix("attach://"))
            if not isinstance(upload, Upload):
                msg = f"can't find file attached as {value}"
                raise bad(msg)
            args[name] = upload
            loose.discard(value.removeprefix("attach://"))
    if loose:
        msg = f'unknown parameter "{min(loose)}"'
        raise bad(msg)
    return args


def _integer(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _wrong(name, "an Integer")
    try:
        return int(value)
    except ValueError:
        raise _wrong(name, "an Integer") from None


def _boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value) in TRUE | FALSE:
        return str(value) in TRUE
    raise _wrong(name, "a Boolean")


def _string(name: str, value: Any) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool):
        text = str(value)
        _clean(text)
        return text
    raise _wrong(name, "a String")


def _chat(name: str, value: Any) -> int:
    try:
        return _integer(name, value)
    except Refusal:
        msg = "chat not found"
        raise bad(msg) from None


def _json(name: str, value: Any) -> Any:
    try:
        found = json.loads(value) if isinstance(value, str) else value
        _clean(json.dumps(found, ensure_ascii=False))
    except (ValueError, RecursionError):
        msg = f"can't parse {name} JSON object"
        raise bad(msg) from None
    return found


def _clean(written: str) -> None:
    """Refuse half an emoji: it is not UTF-8."""
    try:
        written.encode()
    except UnicodeEncodeError:
        msg = "strings must be encoded in UTF-8"
        raise bad(msg) from None


def _file(name: str, value: Any) -> str | Upload:
    return value if isinstance(value, Upload) else _string(name, value)


def _wrong(name: str, kind: str) -> Refusal:
    return bad(f'parameter "{name}" must be {kind}')


READERS: dict[str, Callable[[str, Any], Any]] = {
    "int": _integer,
    "bool": _boolean,
    "str": _string,
    "chat": _chat,
    "json": _json,
    "file": _file,
}


def kinds(words: str, **others: str) -> dict[str, str]:
    """Return a table of kinds from `name:kind` words."""
    return dict(word.split(":") for word in words.split()) | others

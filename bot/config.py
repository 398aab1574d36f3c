"""The clinic's configuration: read once, checked whole, frozen. Every mistake is reported at once, with its cure."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from bot.tables import Contacts, Enrolment, Escalation, Pace, Page, Part, Storage, Telegram
from messages.clinic import Clinic


class BadConfig(Exception):
    """The configuration cannot be used; the message lists every mistake and its cure."""


class Config(Part):
    """Everything a clinic sets."""

    telegram: Telegram = Field(description="How to reach Telegram, and the staff chat.")
    clinic: Clinic = Field(description="Names, numbers, hours: what patients are told.")
    enrolment: Enrolment = Field(Enrolment(), description="How people come to be patients.")
    storage: Storage = Field(Storage(), description="Where things are remembered.")
    pace: Pace = Field(Pace(), description="How fast messages leave, below Telegram's limits.")
    escalation: Escalation = Field(
        default_factory=Escalation, description="Who is rung, and when, until a person takes a flag."
    )
    contacts: Contacts = Field(Contacts(), description="Who is rung beside Telegram.")
    page: Page = Field(Page(), description="The review page, on which staff see and act in a browser.")
    language: str = Field("en", description="The language patients are met in.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged: DEBUG, INFO, WARNING or ERROR."
    )


def load(path: Path, env: Mapping[str, str] = os.environ) -> Config:
    """Read a config file and the secrets beside it; BadConfig lists every mistake."""
    values = _with_token(_parse(path), path, env)
    try:
        config = Config.model_validate(values)
    except ValidationError as exc:
        raise BadConfig(_explain(path, exc.errors())) from None
    if not config.telegram.token:
        msg = (
            f"{path}: there is no bot token. Get one from @BotFather, then set AFTERCARE_TOKEN "
            "or name a file in [telegram] token_file."
        )
        raise BadConfig(msg)
    return config


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        msg = f"{path}: there is no such file. Copy config.example.toml to {path} and fill it in."
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        msg = f"{path}: this is not TOML: {exc}. Compare the line with config.example.toml."
    except OSError as exc:
        msg = f"{path}: cannot be read: {exc.strerror}. Check its permissions."
    raise BadConfig(msg)


def _with_token(values: dict[str, Any], path: Path, env: Mapping[str, str]) -> dict[str, Any]:
    """Put the token from the environment or its file into the values: env, then file, then the key itself."""
    telegram = values.get("telegram")
    if not isinstance(telegram, dict):
        return values
    token = env.get("AFTERCARE_TOKEN") or _from_file(telegram.get("token_file"), path) or telegram.get("token", "")
    return values | {"telegram": telegram | {"token": token.strip() if isinstance(token, str) else token}}


def _from_file(name: object, path: Path) -> str:
    if not isinstance(name, str) or not name:
        return ""
    try:
        return (path.parent / name).read_text(encoding="utf-8")
    except OSError as exc:
        msg = f"{path}: [telegram] token_file names {name}, which cannot be read: {exc.strerror}."
        raise BadConfig(msg) from None


def _explain(path: Path, errors: list[ErrorDetails]) -> str:
    lines = [f"{path}: {len(errors)} thing{'s' if len(errors) > 1 else ''} to put right:"]
    return "\n".join([*lines, *(f"  {_sentence(error)}" for error in errors)])


def _sentence(error: ErrorDetails) -> str:
    where = ".".join(str(part) for part in error["loc"]) or "the file"
    match error["type"]:
        case "missing":
            return f"{where}: is missing. {_cure(error['loc'])}"
        case "extra_forbidden":
            return f"{where}: is not a key we know. Check its spelling against config.example.toml."
        case _:
            return f"{where}: {error['msg'].removeprefix('Value error, ')}. {_cure(error['loc'])}".replace("..", ".")


def _cure(loc: tuple[int | str, ...]) -> str:
    """Return the sentence that config.example.toml has for this key."""
    model: type[BaseModel] | None = Config
    text = ""
    for part in loc:
        field = model.model_fields.get(str(part)) if model else None
        if field is None:
            continue
        text = field.description or text
        model = _model(field.annotation)
    return text


def _model(annotation: object) -> type[BaseModel] | None:
    for kind in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None

"""The config: read once, checked whole, every mistake at once with its cure."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.config import BadConfig, Config, load

EXAMPLE = Path(__file__).parent.parent.parent / "config.example.toml"
ENV = {"AFTERCARE_TOKEN": "1:x"}


def written(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """Return the example with some lines replaced."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for pattern, line in changes:
        text, count = re.subn(pattern, lambda _, line=line: line, text, flags=re.MULTILINE)
        assert count, pattern
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def fields(model: type[BaseModel], prefix: str = "") -> dict[str, str]:
    """Return every key of the config with its sentence."""
    found = {}
    for name, field in model.model_fields.items():
        kinds = (field.annotation, *getattr(field.annotation, "__args__", ()))
        inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        found[f"{prefix}{name}"] = field.description or ""
        if inner is not None:
            found |= fields(inner, f"{prefix}{name}.")
    return found


def keys(values: dict[str, object], prefix: str = "") -> set[str]:
    """Return every key that a TOML file names."""
    found = set()
    for name, value in values.items():
        inner = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        found.add(f"{prefix}{name}")
        if isinstance(inner, dict) and name != "hours":
            found |= keys(inner, f"{prefix}{name}.")
    return found


def test_the_example_has_every_key() -> None:
    """config.example.toml names all keys and no others."""
    assert set(fields(Config)) == keys(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("key", "sentence"), sorted(fields(Config).items()))
@pytest.mark.holds("people:28")
def test_every_key_has_its_sentence(key: str, sentence: str) -> None:
    """The sentence above a key is the one that an error gives as its cure."""
    assert sentence, key
    assert f"# {sentence}" in EXAMPLE.read_text(encoding="utf-8")


def test_the_example_is_a_good_config() -> None:
    """With a token the example can be used as it is."""
    assert "Harbor Physio" == load(EXAMPLE, env=ENV).clinic.name


@pytest.mark.parametrize("key", ["emergency", "crisis", "after_hours", "out_of_hours", "phone", "name", "zone"])
@pytest.mark.holds("hazard:H8")
def test_it_refuses_to_start_without_numbers(tmp_path: Path, key: str) -> None:
    """Without a number a patient may need there is no start, and the sentence says which."""
    missing = written(tmp_path, (rf"^{key} = .*$", ""))

    with pytest.raises(BadConfig, match=rf"(clinic|staff|locations).*{key}: is missing"):
        load(missing, env=ENV)


@pytest.mark.parametrize("key", ["emergency", "crisis", "after_hours", "out_of_hours"])
def test_empty_numbers_are_missing_numbers(tmp_path: Path, key: str) -> None:
    """An empty string is no number."""
    with pytest.raises(BadConfig, match=f"clinic.{key}"):
        load(written(tmp_path, (rf"^{key} = .*$", f'{key} = " "')), env=ENV)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Three mistakes, three lines, each with where and what to do."""
    path = written(
        tmp_path,
        (r"^emergency = \"911\"$", ""),
        (r"^zone = .*$", 'zone = "Mars/Base"'),
        (r"^log_level = .*$", 'log_level = "INFO"\nlog_colour = "red"'),
    )

    with pytest.raises(BadConfig) as told:
        load(path, env=ENV)

    lines = str(told.value).splitlines()
    assert lines[0].endswith("3 things to put right:")
    assert any("clinic.emergency: is missing. The local emergency number" in line for line in lines)
    assert any("clinic.zone: 'Mars/Base' is not a time zone" in line for line in lines)
    assert any("log_colour: is not a key we know" in line for line in lines)


@pytest.mark.parametrize("hours", ['["8-18"]', '["18:00-08:00"]', '["25:00-26:00"]'])
def test_unreadable_hours_are_told(tmp_path: Path, hours: str) -> None:
    """Hours that cannot be are named with their day."""
    with pytest.raises(BadConfig, match="mon: "):
        load(written(tmp_path, (r"^mon = .*$", f"mon = {hours}")), env=ENV)


def test_the_token_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    """The environment wins, then the named file; spaces around it do not count."""
    (tmp_path / "token").write_text(" 2:from-file\n", encoding="utf-8")
    path = written(tmp_path, (r"^token_file = .*$", 'token_file = "token"'))

    assert "2:from-file" == load(path, env={}).telegram.token
    assert "1:x" == load(path, env=ENV).telegram.token


def test_no_token_is_told_with_the_way_to_get_one() -> None:
    """Without a token there is a sentence, not a traceback."""
    with pytest.raises(BadConfig, match="BotFather"):
        load(EXAMPLE, env={})


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "there is no such file"), ("a = = 1", "this is not TOML"), ("", "missing")]
)
def test_files_that_are_none(tmp_path: Path, content: str | None, sentence: str) -> None:
    """A missing, broken or empty file is told in words."""
    path = tmp_path / "config.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(BadConfig, match=sentence):
        load(path, env=ENV)

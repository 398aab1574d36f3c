"""The command: `aftercare explain`, `check`, and mistakes told in words. As real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent.parent
KEYS = {"lang", "level", "rules", "findings", "topic", "suggestions", "soreness", "reply"}


def aftercare(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], input=given, capture_output=True, text=True, timeout=60, cwd=TOP,
        check=False, env={**os.environ, "AFTERCARE_TOKEN": ""},
    )  # fmt: skip


def test_explain_keeps_the_contract() -> None:
    """One object a line in, one a line out, in order, with the keys that others rely on."""
    lines = [
        {"text": "I can't catch my breath", "lang": None, "hours": 3, "area": "shoulder", "modifiers": []},
        {"text": "how long will i be sore", "lang": "en", "hours": None, "area": None, "modifiers": ["blood_thinner"]},
        {"text": "soreness is 7/10"},
        {"text": ""},
        {"text": "\ud83d" * 3 + "\x00\u202e"},
    ]

    done = aftercare("explain", "--jsonl", given="".join(json.dumps(line) + "\n" for line in lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert 0 == done.returncode, done.stderr
    assert len(lines) == len(answers)
    assert all(KEYS == set(answer) for answer in answers)
    assert ["emergency", "soreness_normal", 7] == [answers[0]["level"], answers[1]["topic"], answers[2]["soreness"]]
    span = answers[0]["findings"][0]["span"]
    assert "breath" in str(lines[0]["text"])[span[0] : span[1]]


def test_explain_in_words() -> None:
    """For people: level, rules, the words found, the reply."""
    done = aftercare("explain", "my chest feels tight")

    assert "emergency" in done.stdout
    assert "chest_pain, present" in done.stdout
    assert "Call 911 now" in done.stdout


def test_the_content_is_in_order() -> None:
    """`aftercare check` finds nothing to put right in what we ship."""
    done = aftercare("check")

    assert 0 == done.returncode
    assert "0 mistakes" in done.stdout, done.stdout


def test_check_tells_what_a_config_lacks() -> None:
    """The example has no token: that is told before a start would."""
    done = aftercare("check", "--config", "config.example.toml")

    assert 1 == done.returncode
    assert "no bot token" in done.stderr


@pytest.mark.parametrize("line", ["{", "[1]", '"x"', "null"])
def test_explain_tells_which_line_is_no_object(line: str) -> None:
    """A bad line is told with its number, not with a traceback."""
    done = aftercare("explain", "--jsonl", given=f'{{"text": "hi"}}\n{line}\n')

    assert 1 == done.returncode
    assert "Line 2" in done.stderr
    assert "Traceback" not in done.stderr


def test_run_without_a_config_is_told(tmp_path: Path) -> None:
    """What is missing and what to do, not a traceback."""
    done = aftercare("run", "--config", str(tmp_path / "none.toml"))

    assert 1 == done.returncode
    assert "Copy config.example.toml" in done.stderr
    assert "Traceback" not in done.stderr

"""Unsigned content: the demo says so, the real bot enrols nobody, and whoever is in care is not left alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from messages import catalog, signing
from tests.bot.test_enrol import COMMAND, opens
from tests.bot.town import ANA, STAFF_CHAT, Town, token_of

TOP = Path(__file__).parent.parent.parent


def command(*words: str, folder: Path, told: str = "", house: Path = TOP) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, as somebody at a terminal would."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder, env={"PYTHONPATH": str(house), "PATH": ""}, input=told, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clinic's folder with the example's config and a token."""
    text = (TOP / "config.example.toml").read_text(encoding="utf-8")
    (tmp_path / "config.toml").write_text(text.replace('token = ""', 'token = "1:x"', 1), encoding="utf-8")
    return tmp_path


@pytest.mark.holds("people:26", "hazard:H15")
def test_run_refuses_unsigned_content(folder: Path) -> None:
    """With nobody in care, `run` does not start: it names the files and what to do, without a traceback."""
    done = command("run", folder=folder)

    assert 1 == done.returncode
    for words in ("No clinician has signed", "plan.toml", "triage.toml", "en/texts.toml", "aftercare sign"):
        assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.holds("people:26")
@pytest.mark.holds("hazard:H20")
async def test_nobody_new_but_nobody_alone(town: Town) -> None:
    """No new patient and no new link; an emergency of whoever is in care is answered as ever."""
    token = token_of((await _invite(town))[-1])
    await town.enrolled()
    town.house.may_enrol = False

    assert (await opens(town, token, 7009))[0].startswith("I am sorry, I can't take you on yet.")
    assert (await _invite(town))[-1].startswith("Nobody can be enrolled")
    assert any(each.startswith("This could be an emergency") for each in await town.says("my chest hurts"))


async def _invite(town: Town) -> list[str]:
    await town.people()
    return await town.hear(STAFF_CHAT, ANA, "/invite JM left shoulder", entities=COMMAND)


def test_signing_asks_for_a_clinician(tmp_path: Path) -> None:
    """Without the sentence nothing is signed; with it the file is; a wrong name is told."""
    content = tmp_path / "content"
    shutil.copytree(catalog.CONTENT, content)
    words = ("sign", "plan.toml", "--by", "Dr A. Ray, PT", "--content", str(content))
    refused = command(*words, folder=tmp_path, told="yes\n")
    before = "plan.toml" in signing.unsigned(content)
    signed = command(*words, folder=tmp_path, told="I am a clinician and have read these files\n")
    wrong = command("sign", "plans.toml", "--by", "x", "--content", str(content), folder=tmp_path)

    assert (1, True) == (refused.returncode, before)
    assert (0, False) == (signed.returncode, "plan.toml" in signing.unsigned(content))
    assert "There is no such content file: plans.toml" in wrong.stderr


async def test_the_sheet_of_unsigned_words_is_a_sample(town: Town) -> None:
    """The demo's sheet carries the mark on its foot."""
    await _invite(town)
    papers = [said.document for said, _ in await town.said() if said.document is not None]

    assert ["SAMPLE", "MUESTRA"] == [page.foot.split(":")[0] for paper in papers for page in paper.pages]

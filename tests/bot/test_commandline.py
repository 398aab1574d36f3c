"""The command line at the desk: seats and invites made from a terminal, in the memory that the bot uses."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from messages import catalog, signing
from records import settings
from records.keyfile import make_key_file, read_key_file
from records.keys import Keys
from records.store import open_store, upgrade
from tests.bot.test_unsigned import TOP, command


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A clinic's folder: a config, a memory, and a bot that has told its name."""
    text = (TOP / "config.example.toml").read_text(encoding="utf-8")
    (tmp_path / "config.toml").write_text(text.replace('token = ""', 'token = "1:x"', 1), encoding="utf-8")
    (tmp_path / "data").mkdir()
    make_key_file(tmp_path / "data" / "master.key")
    url, keys = f"sqlite:///{tmp_path}/data/aftercare.db", f"sqlite:///{tmp_path}/data/keys.db"
    upgrade(url)
    store = open_store(url, Keys(read_key_file(tmp_path / "data" / "master.key"), keys))
    now = dt.datetime(2026, 3, 5, 18, 0, tzinfo=dt.UTC)
    store.write_now(lambda db: settings.put(db, "username", "harbor_bot", now=now))
    return tmp_path


def rows(clinic: Path, query: str) -> list[tuple[object, ...]]:
    """Ask the clinic's database."""
    with closing(sqlite3.connect(clinic / "data" / "aftercare.db")) as db:
        return db.execute(query).fetchall()


def test_a_seat_by_link(clinic: Path) -> None:
    """`staff add` prints a link and its code; the token itself is not in the database; nobody has the seat yet."""
    added = command("staff", "add", "Ana", "--role", "lead", folder=clinic)
    listed = command("staff", "list", folder=clinic)
    token = added.stdout.partition("https://t.me/harbor_bot?start=")[2].split()[0]

    assert 0 == added.returncode
    assert [("Ana", "lead", None)] == rows(clinic, "SELECT name, role, staff_id FROM staff_links")
    assert not [row for row in rows(clinic, "SELECT token_hash FROM staff_links") if token in str(row)]
    assert "Nobody has a seat yet." in listed.stdout


def test_a_seat_ends_by_name(clinic: Path) -> None:
    """`staff leave` ends it at once; an unknown name is told."""
    seat = "INSERT INTO staff(ref, user_id, name, role, chat_open, on_duty, joined_at) "
    with closing(sqlite3.connect(clinic / "data" / "aftercare.db")) as db:
        db.execute(seat + "VALUES ('r', 501, 'Ana', 'lead', 1, 1, '2026-03-05 18:00:00.000000')")
        db.commit()

    listed = command("staff", "list", folder=clinic)
    left = command("staff", "leave", "Ana", folder=clinic)
    wrong = command("staff", "leave", "Zed", folder=clinic)

    assert "501  Ana  lead  can be written to" in listed.stdout
    assert "Ana has no seat any more." in left.stdout
    assert [(0, 1)] == rows(clinic, "SELECT on_duty, left_at IS NOT NULL FROM staff")
    assert (1, True) == (wrong.returncode, "Nobody, or more than one, is called Zed" in wrong.stderr)


def test_without_a_name_the_bot_must_run_once(clinic: Path) -> None:
    """A link needs the bot's name: what to do is said, without a traceback."""
    with closing(sqlite3.connect(clinic / "data" / "aftercare.db")) as db:
        db.execute("DELETE FROM settings")
        db.commit()

    done = command("staff", "add", "Ana", folder=clinic)

    assert (1, True) == (done.returncode, "Start it once with `aftercare run`" in done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.holds("people:26")
def test_invites_wait_for_a_signature(clinic: Path) -> None:
    """Unsigned content makes no invites from the terminal either."""
    done = command("invite", "JM", "left", "neck", folder=clinic)

    assert (1, True) == (done.returncode, "no clinician has signed" in done.stderr)
    assert [] == rows(clinic, "SELECT id FROM invites")


def test_an_invite_with_its_sheet(clinic: Path) -> None:
    """With signed content: what was read, the link, the code, and the sheet as a PDF; a bad line is explained."""
    # A copy of the house with a signed content: ours is never signed.
    house = clinic / "house"
    for room in ("bot", "messages", "records", "review", "sandbox", "scheduler"):
        shutil.copytree(TOP / room, house / room)
    shutil.copy(TOP / "config.example.toml", house)
    content = house / "messages" / "content"
    signing.sign(content, signing.files(catalog.CONTENT), by="Dr A. Ray, PT", on=dt.date(2026, 3, 5))

    made = command("invite", "JM", "left", "neck", "52", "--sheet", "jm.pdf", folder=clinic, house=house)
    wrong = command("invite", "10:30", folder=clinic, house=house)

    assert ("", 0) == (made.stderr, made.returncode)
    assert "left neck, dry needling, 52" in made.stdout
    assert "https://t.me/harbor_bot?start=" in made.stdout
    assert (clinic / "jm.pdf").read_bytes().startswith(b"%PDF")
    assert [("made",)] == rows(clinic, "SELECT state FROM invites")
    assert (1, True) == (wrong.returncode, "Initials first." in wrong.stderr)

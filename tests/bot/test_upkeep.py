"""Upkeep: the record is verified by a command, and a drill rings every channel."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text as sql

from bot import upkeep
from bot.app import open_memory
from bot.config import load
from records import audit
from records.models import APPEND_ONLY
from records.store import Db
from tests.bot.test_config import EXAMPLE
from tests.conftest import NOW


class Receiver(BaseHTTPRequestHandler):
    """Takes what is posted; says no where the path says so."""

    def do_POST(self) -> None:
        """Take it."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(500 if "broken" in self.path else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[str]:
    """An HTTP receiver and its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    running.join()
    server.server_close()


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config whose memory stands in a folder of its own."""
    monkeypatch.setenv("AFTERCARE_TOKEN", "1:token")
    text = EXAMPLE.read_text(encoding="utf-8")
    config = tmp_path / "config.toml"
    config.write_text(re.sub(r'"(sqlite:///)?data/', rf'"\g<1>{tmp_path}/', text), encoding="utf-8")
    return config


def memory(config: Path, *statements: str) -> None:
    """Note three deeds, then do something to the database by hand."""
    store = open_memory(load(config))

    def work(db: Db) -> None:
        for number in range(3):
            audit.note(db, now=NOW, actor="staff:1", action="flag.taken", subject=f"ref{number}")
        for statement in statements:
            db.execute(sql(statement))

    store.write_now(work)
    store.close_now()


def verify(config: Path, *more: str) -> tuple[int, str]:
    """Run the command."""
    done = CliRunner().invoke(upkeep.record, ["verify", "--config", str(config), *more])
    return done.exit_code, done.output


def test_a_whole_record_is_said_to_be_whole(clinic: Path) -> None:
    """Lines and newest seal; a seal from the staff chat is looked for."""
    memory(clinic)
    code, said = verify(clinic)
    seal = said.rpartition("newest seal ")[2].strip(" .\n")
    assert (0, True) == (code, said.startswith("The record is whole: 3 lines"))
    assert 0 == verify(clinic, "--head", seal)[0]


def test_a_changed_record_is_found(clinic: Path) -> None:
    """Somebody with the file in hand changes a line: the command names it, without a traceback."""
    memory(clinic, *(f"DROP TRIGGER {name}" for name in APPEND_ONLY), "UPDATE audit SET actor = 'x' WHERE id = 2")
    code, said = verify(clinic)
    assert (1, True) == (code, "does not fit at line 2" in said)


def test_a_record_cut_off_at_its_end_is_found_by_its_seal(clinic: Path) -> None:
    """The chain alone cannot know what came last; the seal in the staff chat can."""
    memory(clinic)
    store = open_memory(load(clinic))
    seal = store.read_now(audit.head)
    store.close_now()
    memory(clinic, *(f"DROP TRIGGER {name}" for name in APPEND_ONLY), "DELETE FROM audit WHERE id > 2")
    code, said = verify(clinic, "--head", seal[:12])
    assert (1, True) == (code, "its end was cut off" in said)


def drilled(config: Path, tmp_path: Path, address: str) -> tuple[int, str]:
    """Name a contact and ring."""
    words = config.read_text(encoding="utf-8").replace("channels = []", f'channels = ["{address}"]', 1)
    named = tmp_path / "named.toml"
    named.write_text(words, encoding="utf-8")
    done = CliRunner().invoke(upkeep.drill, ["--config", str(named)])
    return done.exit_code, done.output


def test_a_drill_rings_every_channel(clinic: Path, tmp_path: Path, hook: str) -> None:
    """Each channel is named with whether it works."""
    code, said = drilled(clinic, tmp_path, f"json://{hook}/in")
    assert (0, True) == (code, said.endswith("second.0: rung\n"))


def test_a_drill_says_what_does_not_work(clinic: Path, tmp_path: Path, hook: str) -> None:
    """A channel that fails is named, and what to do."""
    code, said = drilled(clinic, tmp_path, f"json://{hook}/broken")
    assert 1 == code
    assert "second.0: DID NOT WORK" in said
    assert "under [contacts]" in said


def test_a_drill_without_contacts_says_so(clinic: Path) -> None:
    """Nobody named: said in words."""
    done = CliRunner().invoke(upkeep.drill, ["--config", str(clinic)])
    assert (1, True) == (done.exit_code, "Nobody is named under [contacts]" in done.output)

"""Apprising: e-mail by a mail server of our own, a hook by an HTTP receiver, and channels that fail."""

from __future__ import annotations

import asyncio
import email
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot import demo
from bot.app import App
from bot.apprising import Apprising
from bot.config import BadConfig
from bot.tables import Contact, Contacts
from messages.said import Said
from records.keys import Keys
from records.outgoing import Claimed
from records.store import open_store
from scheduler.outcome import NotSent, Refused, Sent
from tests.bot.conftest import MORNING
from tests.bot.test_config import ENV, written

TEXT = "Aftercare: EMERGENCY, JM\nHarbor Physio: JM has been waiting."


class Letters:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        """Begin with none."""
        self.got: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a letter."""
        content = envelope.content or b""
        self.got.append(content.decode() if isinstance(content, bytes) else content)
        return "250 OK"


@pytest.fixture
def mail() -> Iterator[tuple[Letters, int]]:
    """A mail server on a free port."""
    letters = Letters()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    yield letters, port
    controller.stop()


@pytest.fixture
async def hook() -> AsyncIterator[tuple[asyncio.Queue[dict[str, str]], str]]:
    """An HTTP receiver; its address, and what it got."""
    got: asyncio.Queue[dict[str, str]] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        await got.put(await request.json())
        return web.Response(status=500 if request.path == "/broken" else 200)

    app = web.Application()
    app.router.add_post("/{tail:.*}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield got, f"127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def row(channel: str = "second.0") -> Claimed:
    """Return a row for a contact."""
    return Claimed(
        id=1, lane=6, channel=channel, chat_id=-1, kind="say", label="contact", owner="house",
        body=Said(text=TEXT).model_dump_json(), target_message_id=None, reply_message_id=None, attempts=1, unknowns=0,
        patient_id=None, checkin_id=None, flag_id=None,
    )  # fmt: skip


async def test_a_letter_arrives(mail: tuple[Letters, int]) -> None:
    """The first line is the subject, the rest the letter."""
    letters, port = mail
    address = f"mailto://127.0.0.1:{port}?from=bot@clinic.example&to=lead@clinic.example&name=Aftercare"
    assert Sent(0) == await Apprising({"second.0": address})(row())
    letter = email.message_from_string(letters.got[0])
    assert ("Aftercare: EMERGENCY, JM", "lead@clinic.example") == (letter["Subject"], letter["To"])
    parts = [part.get_payload(decode=True) for part in letter.walk() if not part.is_multipart()]
    assert any(isinstance(part, bytes) and b"JM has been waiting." in part for part in parts)


async def test_a_hook_is_called(hook: tuple[asyncio.Queue[dict[str, str]], str]) -> None:
    """Title and text as the hook's service wants them."""
    got, where = hook
    assert Sent(0) == await Apprising({"second.0": f"json://{where}/in"})(row())
    told = await got.get()
    assert ("Aftercare: EMERGENCY, JM", "Harbor Physio: JM has been waiting.") == (told["title"], told["message"])


async def test_an_address_may_stand_in_a_file(tmp_path: Path, hook: tuple[asyncio.Queue[dict[str, str]], str]) -> None:
    """A mounted secret is read when it is used, so that it can be changed while the bot runs."""
    secret = tmp_path / "sms"
    secret.write_text(f"json://{hook[1]}/in\n", encoding="utf-8")
    assert Sent(0) == await Apprising({"second.0": f"@{secret}"})(row())


async def test_what_fails_is_tried_again(hook: tuple[asyncio.Queue[dict[str, str]], str]) -> None:
    """An alarm rather comes twice than never: a refusal of the service is no end."""
    assert isinstance(await Apprising({"second.0": f"json://{hook[1]}/broken"})(row()), NotSent)
    assert isinstance(await Apprising({"second.0": "json://127.0.0.1:1/in"})(row()), NotSent)


async def test_a_channel_that_is_gone_is_refused(tmp_path: Path) -> None:
    """Taken out of the configuration, or its file not there: staff are told, nothing is tried for ever."""
    assert isinstance(await Apprising({})(row()), Refused)
    assert isinstance(await Apprising({"second.0": f"@{tmp_path}/none"})(row()), Refused)


def test_an_address_nobody_knows_is_told_by_its_place(tmp_path: Path) -> None:
    """Addresses hold passwords: a mistake names the list and the place, never the address."""
    from_line = r'^name = "Second contact"\n(# .*\n)channels = \[\]'
    path = written(tmp_path, (from_line, 'name = "Second contact"\nchannels = ["nonsense://secret-word"]'))
    with pytest.raises(BadConfig) as told:
        demo.load(path, env=ENV)
    assert "contacts.second.channels: address 1 of this list is none that Apprise knows" in str(told.value)
    assert "secret-word" not in str(told.value)


async def test_it_goes_its_whole_way_while_telegram_is_away(
    hook: tuple[asyncio.Queue[dict[str, str]], str], keys: Keys, tmp_path: Path
) -> None:
    """The running bot, no Telegram at all: the second contact is told by the hook, and the row is sent."""
    got, where = hook
    contacts = Contacts(second=Contact(name="Second", channels=[f"json://{where}/in"]), lead=None)
    config = demo.demo_config("http://127.0.0.1:9", tmp_path)
    config = config.model_copy(update={"contacts": contacts, "page": config.page.model_copy(update={"on": False})})
    app = App(config, now=lambda: MORNING, store=open_store("sqlite://", keys), samples=True)
    app.house.silent = lambda: 41.0
    await app.start()
    try:
        told = await asyncio.wait_for(got.get(), 20)
    finally:
        await app.stop()
    assert "Aftercare: Telegram cannot be reached" == told["title"]

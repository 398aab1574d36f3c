"""Apprising: the way out beside Telegram. One row of a contact becomes one call of Apprise."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

import apprise

from messages.said import Said
from records.outgoing import Claimed
from scheduler.outcome import NotSent, Outcome, Refused, Sent

#: An address that begins so is read from a file: a mounted secret.
FROM_FILE = "@"
#: Seconds for one channel; then it is in doubt, and tried again.
PATIENCE = 15.0

# Its log lines hold addresses, and addresses hold passwords.
logging.getLogger("apprise").setLevel(logging.CRITICAL)


def knows(address: str) -> bool:
    """Say whether Apprise can use an address; one in a file is looked at when it is used."""
    return address.startswith(FROM_FILE) or apprise.Apprise.instantiate(address) is not None


class Apprising:
    """The other courier's way to people."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        """Know each channel of `outgoing` by name, and its address."""
        self._addresses = dict(addresses)

    async def __call__(self, claimed: Claimed) -> Outcome:
        """Send one claimed row; never raises for what the network does."""
        address = _read(self._addresses.get(claimed.channel, ""))
        channel = apprise.Apprise.instantiate(address) if address else None
        if channel is None:
            return Refused("this contact is not in the configuration any more, or its file cannot be read")
        head, _, body = Said.model_validate_json(claimed.body).text.partition("\n")
        went = await asyncio.wait_for(channel.async_notify(body=body.strip() or head, title=head), PATIENCE)
        # Apprise only says that it failed: as good as not sent, for an alarm rather comes twice than never.
        return Sent(0) if went else NotSent("the channel did not take it")


def _read(address: str) -> str:
    if not address.startswith(FROM_FILE):
        return address
    try:
        return Path(address.removeprefix(FROM_FILE)).read_text(encoding="utf-8").strip()
    except OSError:
        return ""

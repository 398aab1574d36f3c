"""Buttons on the wire: action and row reference, signed for one chat, in Telegram's 64 bytes."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

#: 60 bits are enough for a button that is checked against its row again at every tap.
MAC_CHARS = 10


@dataclass(frozen=True, kw_only=True)
class Tap:
    """What a button says: `action`, the `ref` of a row, and the option chosen, where there is one."""

    action: str
    ref: str
    option: str = ""


class Signer:
    """Signs and checks button data; a button copied to another chat does not count."""

    def __init__(self, secret: bytes) -> None:
        """Derive the signing key from the house's master secret."""
        self._key = hmac.new(secret, b"aftercare buttons", hashlib.sha256).digest()

    def sign(self, tap: Tap, *, chat_id: int) -> str:
        """Return callback data; ValueError when it would not fit into 64 bytes."""
        body = f"{tap.action}.{tap.ref}.{tap.option}"
        data = f"{body}.{self._mac(body, chat_id)}"
        if len(data.encode()) > 64:
            msg = f"button data too long: {data!r}"
            raise ValueError(msg)
        return data

    def read(self, data: str, *, chat_id: int) -> Tap | None:
        """Return what the button says, or none when it is forged, foreign or no button of ours."""
        body, _, mac = data.rpartition(".")
        if not hmac.compare_digest(mac.encode(), self._mac(body, chat_id).encode()):
            return None
        action, _, rest = body.partition(".")
        ref, _, option = rest.partition(".")
        return Tap(action=action, ref=ref, option=option)

    def _mac(self, body: str, chat_id: int) -> str:
        digest = hmac.new(self._key, f"{chat_id}|{body}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode()[:MAC_CHARS]

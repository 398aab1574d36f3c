"""A Telegram of our own: the demo's phones, the tests' wire. It imports nothing else of ours."""

from __future__ import annotations

from sandbox.serve import address, start
from sandbox.world import World

__all__ = ["World", "address", "start"]

"""`python -m sandbox` runs the sandbox alone, for a bot in another process."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from sandbox.serve import address, start
from sandbox.world import STAFF, STAFF_CHAT, TOKEN, World


def _people(text: str) -> list[tuple[int, str]]:
    """Read `501:Ana,502:Ben`."""
    pairs = [each.partition(":") for each in text.split(",")]
    return [(int(number), name) for number, _, name in pairs]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Telegram of our own.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="port; 0 takes a free one")
    parser.add_argument("--token", default=TOKEN, help="the bot's token")
    parser.add_argument("--staff-chat", type=int, default=STAFF_CHAT, help="id of the staff group")
    parser.add_argument("--staff", type=_people, default=STAFF, help="people of the staff group: 501:Ana,502:Ben")
    parser.add_argument("--forum", action="store_true", help="the staff group has topics")
    parser.add_argument("--no-limits", action="store_true", help="never answer 429 by itself (for benches)")
    parser.add_argument("--page", action="store_true", help="serve the phones at /")
    parser.add_argument("--zone", default="UTC", help="zone in which the page shows times")
    parser.add_argument("--banner", default="", help="line at the top of the page")
    return parser.parse_args()


async def _main(arguments: argparse.Namespace) -> None:
    world = World(
        token=arguments.token,
        staff_chat=arguments.staff_chat,
        staff=arguments.staff,
        limits=not arguments.no_limits,
        zone=arguments.zone,
        banner=arguments.banner,
        forum=arguments.forum,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    runner = await start(world, arguments.host, arguments.port, with_page=arguments.page)
    sys.stdout.write(f"sandbox on {address(runner)}\n")
    sys.stdout.flush()
    await stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_main(_arguments()))

"""`python -m tests.crash.run`: kill the bot for real, and print what became of everyone's messages."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.crash import backlog, journey


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.run", description="Kill the bot for real.")
    parser.add_argument("--kills", type=int, default=25, help="kills over the backlog")
    parser.add_argument("--backlog", type=int, default=4000, help="updates that wait")
    parser.add_argument("--chats", type=int, default=200, help="patients who sent them")
    parser.add_argument("--journey-kills", type=int, default=20, help="kills during the journey")
    parser.add_argument("--seed", type=int, default=1, help="another seed kills at other moments")
    return parser.parse_args()


async def _main(asked: argparse.Namespace) -> None:
    walked = await journey.run(kills=asked.journey_kills, seed=asked.seed)
    sys.stdout.write(f"{walked.table()}\n")
    worked = await backlog.run(updates=asked.backlog, chats=asked.chats, kills=asked.kills, seed=asked.seed)
    sys.stdout.write(f"{worked.table()}\n")


if __name__ == "__main__":
    asyncio.run(_main(_arguments()))

"""Figures: `python -m tests.corpus.figures` measures reading on the frozen sets, both ways, beside two dumb readers."""

from __future__ import annotations

import sys
from pathlib import Path

from click.testing import CliRunner

from bot import measures

FROZEN = Path(__file__).parent / "frozen"
SETS = {
    "Second set, English messages": ("messages_en_2.tsv",),
    "Second set, Spanish messages": ("messages_es_2.tsv",),
    "Second set, questions and out of scope, both languages": ("questions_2.tsv",),
    "English messages": ("messages_en_danger.tsv", "messages_en_calm.tsv"),
    "Spanish messages": ("messages_es.tsv",),
    "English questions, and out of scope": ("questions_en.tsv", "oos.tsv"),
    "Spanish questions": ("questions_es.tsv",),
}
WAYS = {
    "as it ships": (),
    "without the embedding": ("--no-embedding",),
    "baseline: a list of keywords": ("--baseline", "keywords"),
    "baseline: everything to staff": ("--baseline", "staff"),
}


def main() -> int:
    """Print each set read in each way; with --misses each wrong one as well."""
    more = [each for each in sys.argv[1:] if each == "--misses"]
    for title, names in SETS.items():
        for way, options in WAYS.items():
            files = [str(FROZEN / name) for name in names]
            done = CliRunner().invoke(measures.figures, ["reading", *files, *options, *more])
            sys.stdout.write(f"## {title}, {way}\n\n{done.output}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

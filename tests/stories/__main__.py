"""`python -m tests.stories [NAME …]` plays the stories and writes `docs/transcripts/` and their pictures."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import async_playwright

from bot.demo import BANNER
from tests.browser.chromium import launch
from tests.journeys.pair import TOP, pair
from tests.journeys.steps import cast
from tests.stories.scene import HEIGHT, WIDTH, Scene
from tests.stories.stories import STORIES, Story
from tests.stories.written import ZONE, page

PICTURES = TOP / "docs" / "pictures" / "stories"
PAGES = TOP / "docs" / "transcripts"


@asynccontextmanager
async def scene(story: Story, pictures: Path | None) -> AsyncIterator[Scene]:
    """Set up a sandbox, a bot and, where pictures are wanted, a browser."""
    with tempfile.TemporaryDirectory() as folder:
        more = ["--page", "--zone", ZONE.key, "--banner", BANNER]
        async with pair(Path(folder), more=more) as both, async_playwright() as playwright:
            made = Scene(name=story.name, line=both.line, people=cast(both.line), pictures=pictures)
            await made.starts_at(story.weekday, story.hour, story.minute)
            await both.begin()
            if pictures is not None:
                browser = await launch(playwright)
                made.page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
                await made.page.goto(both.line.url)
            yield made


async def play(story: Story, *, pictures: Path | None = PICTURES, pages: Path = PAGES) -> None:
    """Play one story and write it down."""
    async with scene(story, pictures) as made:
        await story.play(made)
        text = page(story.title, story.about, await made.told(), made.looks)
    (pages / f"{story.name}.md").write_text(text, encoding="utf-8")


async def main(names: list[str]) -> None:
    """Play the named stories, or all."""
    for folder in (PICTURES, PAGES):
        folder.mkdir(parents=True, exist_ok=True)
    for story in STORIES:
        if not names or story.name in names:
            for old in PICTURES.glob(f"{story.name}-*.png"):
                old.unlink()
            await play(story)
            sys.stdout.write(f"{story.name}: written\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))

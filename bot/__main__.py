"""The one command, `aftercare`."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import webbrowser
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import click
import structlog

import sandbox
from bot import commandline, logs, measures, rehearse, timetables, upkeep
from bot import demo as demo_
from bot.app import App, system_now
from bot.config import BadConfig, Config, load
from bot.house import addresses
from messages import catalog as content
from messages import lint, sheets, signing
from messages.explain import explain as explain_line
from messages.explain import in_words
from messages.mistakes import ContentMistakes
from messages.wording import Wording
from records import patients
from review import sheet
from scheduler.leader import AnotherRuns, Leader

log = structlog.get_logger()

#: What a clinician types to sign.
OATH = "I am a clinician and have read these files"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="aftercare")
def cli() -> None:
    """Aftercare for the 48 hours after trigger point treatment, on Telegram."""


@cli.command()
@click.option("--port", default=8080, show_default=True, help="Where the page is served.")
@click.option("--no-browser", is_flag=True, help="Do not open the page.")
@click.option("--fresh", is_flag=True, help="Begin with an empty memory.")
@click.option("--sandbox", "sandbox_url", default="", hidden=True, help="Only the bot, against a running sandbox.")
@click.option("--folder", default="", hidden=True, help="Where this demo remembers things.")
def demo(port: int, no_browser: bool, fresh: bool, sandbox_url: str, folder: str) -> None:
    """Run the whole thing with no token: phones in the browser, a clock to push forward."""
    logs.start(secrets=(demo_.TOKEN,))
    place = Path(folder) if folder else demo_.scratch(fresh=fresh)
    lock = _lead(place / "aftercare.lock")
    if sandbox_url:
        asyncio.run(_until_stopped(lambda stop: demo_.bot_half(sandbox_url, place, stop)))
    else:
        asyncio.run(_until_stopped(lambda stop: _whole_demo(port, place, not no_browser, stop)))
    lock.release()


async def _whole_demo(port: int, place: Path, browse: bool, stop: asyncio.Event) -> None:
    world = demo_.world()
    try:
        runner = await sandbox.start(world, host="127.0.0.1", port=port)
    except OSError as exc:
        msg = f"Port {port} cannot be used ({exc.strerror}). Choose another one with --port."
        raise click.ClickException(msg) from None
    url = sandbox.address(runner)
    click.echo(f"The demo is at {url} - press Ctrl+C to end it.")
    if browse:
        webbrowser.open(url)
    try:
        await demo_.bot_half(url, place, stop)
    finally:
        await runner.cleanup()


@cli.command()
@click.option("--config", "path", default="config.toml", show_default=True, type=click.Path(path_type=Path))
def run(path: Path) -> None:
    """Run the bot, from the clinic's config."""
    config = load(path)
    secrets = (config.telegram.token, *addresses(config).values())
    logs.start(secrets=secrets, level=config.log_level)
    lock = _lead(Path(config.storage.lock_file))
    asyncio.run(_until_stopped(lambda stop: _run(config, stop)))
    lock.release()


async def _run(config: Config, stop: asyncio.Event) -> None:
    app = App(config)
    if not app.house.may_enrol:
        await _only_for_those_in_care(app)
    await app.start()
    await stop.wait()
    await app.stop()


async def _only_for_those_in_care(app: App) -> None:
    """Unsigned content: whoever is in our care is served all the same, but with nobody in care there is no start."""
    files = ", ".join(app.house.catalog.must_sign)
    if not await app.house.store.read(patients.anyone):
        await app.house.store.close()
        msg = (
            f"No clinician has signed these files, or they have changed since: {files}. Patients would be told what "
            "nobody has checked, so the bot does not start. Let a clinician read them, then run `aftercare sign`. "
            "`aftercare demo` shows them with made-up people."
        )
        raise click.ClickException(msg)
    log.error("content.unsigned", files=files, meaning="nobody new is enrolled", do="aftercare sign")


def _lead(path: Path) -> Leader:
    lock = Leader(path)
    lock.acquire()
    return lock


async def _until_stopped(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await work(stop)


@cli.command()
@click.argument("text", required=False)
@click.option("--jsonl", is_flag=True, help="Read one JSON object a line, write one a line, in order.")
@click.option("--lang", default=None, help="The language of the text, such as en or es; else its words tell.")
@click.option("--hours", default=None, type=float, help="Hours since the session ended.")
@click.option("--area", default=None, help="Where the needles were: neck, shoulder, upper_back, …")
@click.option(
    "--modifier", "modifiers", multiple=True, help="Such as blood_thinner or pregnant; more than one is fine."
)
@click.option("--no-embedding", is_flag=True, help="Read as a machine without the embedding would.")
def explain(text: str | None, jsonl: bool, no_embedding: bool, **about: Any) -> None:
    """Show how a text is read and why: its words, findings, rules, level, topics, and the reply."""
    catalog = content.load(embeds=False if no_embedding else None)
    wording = Wording(catalog.texts, load(demo_.EXAMPLE, env={"AFTERCARE_TOKEN": "none"}).clinic)
    if jsonl:
        for number, line in enumerate(sys.stdin, start=1):
            if line.strip():
                click.echo(json.dumps(explain_line(_object(line, number), catalog, wording)))
        return
    if not text:
        msg = 'Give a text: aftercare explain "my chest feels tight"'
        raise click.UsageError(msg)
    click.echo(in_words({**about, "text": text, "modifiers": list(about["modifiers"])}, catalog, wording))


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as exc:
        msg = f"Line {number} is not JSON: {exc.msg}. Write one object a line."
        raise click.ClickException(msg) from None
    if not isinstance(value, dict):
        msg = f'Line {number} is no JSON object. Write one like {{"text": "my chest feels tight"}}.'
        raise click.ClickException(msg)
    return value


@cli.command()
@click.argument("files", nargs=-1)
@click.option("--by", required=True, help="The clinician's name and profession.")
@click.option("--content", "root", default=content.CONTENT, type=click.Path(path_type=Path), hidden=True)
def sign(files: tuple[str, ...], by: str, root: Path) -> None:
    """Sign content as a clinician: FILES such as plan.toml or en/texts.toml, or all that is unsigned."""
    open_ = signing.unsigned(root)
    names = files or open_
    unknown = sorted(set(names) - set(signing.files(root)))
    if unknown:
        msg = f"There is no such content file: {', '.join(unknown)}. See `aftercare check` for the names."
        raise click.ClickException(msg)
    if not names:
        click.echo("Everything is signed, and nothing has changed since.")
        return
    click.echo("\n".join(["You sign these files:", *(f"  {name}" for name in names)]))
    if click.prompt(f"Type: {OATH}", default="", show_default=False) != OATH:
        msg = "Nothing was signed."
        raise click.ClickException(msg)
    signing.sign(root, names, by=by, on=system_now().date())
    click.echo(f"Signed by {by}: {len(names)} files.")


@cli.command()
@click.option("--config", "path", default=None, type=click.Path(path_type=Path), help="Check this config too.")
def check(path: Path | None) -> None:
    """Check the content, and a config where one is named."""
    catalog = content.load()
    mistakes = [*lint.check(catalog), *_sheet(catalog)]
    for mistake in mistakes:
        click.echo(mistake)
    if path is not None:
        load(path)
        click.echo(f"{path}: in order.")
    click.echo(
        f"Content {catalog.version}: {len(catalog.topics)} topics, {len(mistakes)} mistakes, "
        f"{len(catalog.unsigned)} files not signed by a clinician."
    )
    if catalog.reader.learned is None or not catalog.reader.learned.embeds:
        click.echo("The sentence embedding is not there: more messages are asked about, fewer questions are answered.")
    if catalog.must_sign:
        click.echo(f"Nobody can be enrolled before these are signed: {', '.join(catalog.must_sign)}.")
    if mistakes:
        sys.exit(1)


def _sheet(catalog: content.Catalog) -> list[str]:
    """Draw the sheet once: what does not fit on paper is a mistake of the content."""
    clinic = load(demo_.EXAMPLE, env={"AFTERCARE_TOKEN": "none"}).clinic
    now = system_now()
    recipe = sheets.sheet(
        Wording(catalog.texts, clinic), catalog.languages,
        link="https://t.me/a_bot_of_a_clinic?start=" + "A" * 22, initials="JM", ended_at=now, until=now, now=now,
        unsigned=True,
    )  # fmt: skip
    try:
        sheet.pdf(recipe)
    except sheet.SheetTooLong as exc:
        return [f"{exc}/texts.toml: the sheet_ texts do not fit on an A5 page. Shorten them."]
    return []


cli.add_command(commandline.invite)
cli.add_command(measures.figures)
cli.add_command(timetables.plan)
cli.add_command(rehearse.rehearse)
cli.add_command(commandline.people)
cli.add_command(upkeep.record)
cli.add_command(upkeep.drill)


def main() -> int:
    """Run the command; a user's mistake is told in words, never as a traceback."""
    try:
        cli(standalone_mode=False)
    except click.ClickException as exc:
        exc.show()
        return exc.exit_code
    except click.Abort:
        return 130
    except (BadConfig, ContentMistakes, AnotherRuns) as exc:
        click.echo(str(exc), err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The catalog: all content, loaded once, checked whole and frozen."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from messages import answers as wordings
from messages import learned, lexicon, rules, signing, texts, topics
from messages.mistakes import ContentMistakes
from messages.plan import Plan
from messages.reader import Reader
from messages.rules import Triage
from messages.texts import Texts
from messages.topics import Topic

CONTENT = Path(__file__).parent / "content"

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Everything that content files say, for all languages."""

    texts: Mapping[str, Texts]
    #: The first language's topics; their ids name what can be answered.
    topics: Mapping[str, Topic]
    #: Topics by language, then by id.
    answers: Mapping[str, Mapping[str, Topic]]
    plan: Plan
    triage: Triage
    reader: Reader
    #: Changes with any content file; each message keeps it.
    version: str
    #: Files that no clinician has signed, or that have changed since.
    unsigned: tuple[str, ...]

    @property
    def must_sign(self) -> tuple[str, ...]:
        """Return the unsigned files that keep new patients out (people.md 26)."""
        return signing.missing(self.unsigned, self.languages)

    def taught(self, phrasings: Iterable[tuple[str, str]]) -> Catalog:
        """Return this catalog with further ways of asking, as (words, topic id); nothing else changes."""
        return replace(self, reader=replace(self.reader, matcher=self.reader.matcher.taught(phrasings)))

    def answer(self, topic_id: str, lang: str) -> Topic | None:
        """Return a topic in a language, in the first one where that language is not whole, or none."""
        return self.answers.get(lang, self.topics).get(topic_id)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages that are whole."""
        return tuple(self.texts)


def load(root: Path | None = None, *, trained: bool = True, embeds: bool | None = None) -> Catalog:
    """Load all content; ContentMistakes lists every mistake of every file at once.

    `trained` False leaves the trained models out; `embeds` False takes the ones that need no embedding. The program's
    own content is read once a process: it is frozen, and a change takes a restart.
    """
    return _own(trained, embeds) if root is None else _load(root, trained, embeds)


@cache
def _own(trained: bool, embeds: bool | None) -> Catalog:
    return _load(CONTENT, trained, embeds)


def _load(root: Path, trained: bool, embeds: bool | None) -> Catalog:
    loading = _Loading(root)
    languages = _languages(root)
    said = {lang: loading.part(partial(texts.load, root, lang)) for lang in languages}
    plan = loading.part(lambda: load_plan(root))
    triage = loading.part(lambda: rules.load(root))
    known = loading.part(partial(topics.load, root)) or {}
    worded = [loading.part(partial(wordings.load, root, lang)) for lang in languages]
    others = [lang for lang in languages if lang != topics.FIRST]
    spoken = {lang: loading.part(partial(topics.load, root, lang, known)) or {} for lang in others}
    lexicons = [loading.part(partial(lexicon.load, root, lang)) for lang in _lexicon_languages(root)]
    loading.finish()
    answers = {topics.FIRST: known, **spoken}
    words = [each for each in worded if each is not None]
    models = learned.load(embeds=embeds) if trained else None
    return Catalog(
        texts={lang: each for lang, each in said.items() if each is not None},
        topics=known,
        answers=answers,
        plan=_sure(plan),
        triage=_sure(triage),
        reader=Reader.build([each for each in lexicons if each is not None], _sure(triage), answers, words, models),
        version=_version(root),
        unsigned=signing.unsigned(root),
    )


class _Loading:
    """Collects the mistakes of all parts, so that one run shows them all."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._mistakes: list[str] = []

    def part(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ContentMistakes as exc:
            self._mistakes += exc.mistakes
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as exc:
            self._mistakes.append(f"{self._root}: cannot be read: {exc}")
        return None

    def finish(self) -> None:
        if self._mistakes:
            raise ContentMistakes(self._mistakes)


def _sure(part: T | None) -> T:
    """Parts are there once `finish` has let us by."""
    if part is None:
        raise ContentMistakes(["a part of the content is missing"])
    return part


def _languages(root: Path) -> list[str]:
    return sorted(path.parent.name for path in root.glob("*/texts.toml"))


def _lexicon_languages(root: Path) -> list[str]:
    return sorted(path.parent.name for path in root.glob("*/lexicon.toml"))


def load_plan(root: Path) -> Plan:
    """Read plan.toml; ContentMistakes names each wrong key."""
    path = root / "plan.toml"
    try:
        return Plan.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as exc:
        found = [f"plan.toml: {'.'.join(str(each) for each in error['loc'])}: {error['msg']}" for error in exc.errors()]
    raise ContentMistakes(found)


def _version(root: Path) -> str:
    digest = hashlib.sha256()
    for path in (root / name for name in signing.files(root)):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]

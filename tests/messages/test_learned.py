"""The trained models: they raise, they vouch, they never lower, and they can be missing."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages import catalog, embedding, evidence, features, learned, thresholds
from messages.catalog import Catalog
from messages.features import mark
from messages.learned import Learned, Look
from messages.levels import LEVELS, Level, at_least
from messages.linear import Linear, Vocabulary
from messages.normal import tokens
from messages.reading import Circumstances, read
from messages.symptoms import Finding

SHARE = st.floats(0, 1)


def looked(**shares: float) -> Look:
    """Return a look of the models; what is not named is calm."""
    calm = {"danger": 0.0, "crisis": 0.0, "urgent": 0.0, "concern": 0.0, "calm": 1.0, "familiar": 1.0}
    return Look(**{**calm, **shares}, topics=())


@given(SHARE, SHARE, SHARE, st.sampled_from(LEVELS))
def test_models_never_lower(danger: float, crisis: float, urgent: float, level: Level) -> None:
    """Whatever they say, the level that the rules found stands or goes up."""
    more = thresholds.wanted(looked(danger=danger, crisis=crisis, urgent=urgent, concern=urgent), level)

    assert more is None or (at_least(more.level, level) and more.level != level)


@pytest.mark.holds("hazard:H2")
@settings(max_examples=30, deadline=None)
@given(st.sampled_from(["I can't breathe", "my face is drooping on one side", "quiero matarme", "no puedo orinar"]))
def test_models_that_are_sure_of_calm_silence_no_rule(text: str) -> None:
    """A rule that fired stands against models that hear nothing at all."""
    loaded = catalog.load(trained=False)
    deaf = dataclasses.replace(loaded.reader, learned=_Fixed(looked()))  # type: ignore[arg-type]

    assert read(text, Circumstances(), dataclasses.replace(loaded, reader=deaf)).level in ("emergency", "crisis")


@pytest.mark.parametrize(
    ("look", "level", "wanted"),
    [
        (looked(danger=0.95, urgent=0.95), "none", "emergency"),
        (looked(danger=0.95, crisis=0.9, urgent=0.95), "none", "crisis"),
        (looked(danger=0.5, urgent=0.95), "none", "emergency"),
        (looked(danger=0.5, urgent=0.95), "urgent", "emergency"),
        (looked(danger=0.2, urgent=0.95), "urgent", None),
        (looked(danger=0.1, urgent=0.95), "routine", "urgent"),
        (looked(danger=0.2, concern=0.6), "self_care", "ask"),
        (looked(danger=0.2, concern=0.6), "routine", None),
        (looked(danger=0.6, concern=0.6), "routine", "ask"),
        (looked(), "none", None),
        (looked(danger=1.0, urgent=1.0), "crisis", None),
        (None, "none", None),
    ],
)
def test_what_is_raised_to_what(look: Look | None, level: Level, wanted: Level | None) -> None:
    """Each threshold leads to its level; what goes to staff is asked about only when it is grave."""
    more = thresholds.wanted(look, level)

    assert wanted == (None if more is None else more.level)


def test_despair_is_asked_about_in_its_own_words() -> None:
    """Where the models hear despair, the question is the one about safety, not about a chest."""
    more = thresholds.wanted(looked(danger=0.6, crisis=0.5, concern=0.7), "none")

    assert more is not None
    assert ("r10_learned", True) == (more.rule, more.grave)


def test_doubts_count_when_the_models_hear_danger_too() -> None:
    """Wording that may mean danger is a finding only with a second voice."""
    doubts = (Finding(symptom="weakness", status="hypothetical", span=(0, 4)),)

    assert () == thresholds.confirmed(looked(danger=0.1), doubts)
    assert ["present"] == [each.status for each in thresholds.confirmed(looked(danger=0.9), doubts)]
    assert () == thresholds.confirmed(None, doubts)


def test_nobody_is_vouched_for_in_a_strange_language() -> None:
    """Calm counts only where the words are known; without models only the rules' own knowledge does."""
    assert thresholds.vouched(looked(), known=False)
    assert not thresholds.vouched(looked(familiar=0.2), known=True)
    assert not thresholds.vouched(looked(calm=0.6), known=False)
    assert thresholds.vouched(looked(calm=0.6), known=True)
    assert (True, False) == (thresholds.vouched(None, known=True), thresholds.vouched(None, known=False))


@pytest.mark.holds("hazard:H1")
def test_without_models_the_rules_ask(content: Catalog) -> None:
    """Missing models make the bot ask more, never less: a strange calm text is asked about, an alarm stays one."""
    bare = dataclasses.replace(content, reader=dataclasses.replace(content.reader, learned=None))

    assert "ask" == read("the teapot sang all night about pears", Circumstances(), bare).level
    assert "emergency" == read("I can't breathe", Circumstances(), bare).level


@pytest.mark.parametrize("embeds", [True, False])
def test_shares_are_shares(content: Catalog, embeds: bool) -> None:
    """With the embedding and without, shares lie in 0 to 1 and topics are ranked."""
    models = learned.load(embeds=embeds)
    assert models is not None
    text = "is it all right to have a glass of wine with my sunday roast?"

    look = models.look(text, content.reader.hear(text, None))

    assert all(0 <= share <= 1.001 for share in (look.danger, look.crisis, look.urgent, look.concern, look.calm))
    assert look.topics == tuple(sorted(look.topics, key=lambda pair: (-pair[1], pair[0])))
    assert "alcohol" in [name for name, _ in look.topics[:3]]


def test_no_weights_no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder without weights is no fault: there are no models."""
    monkeypatch.setattr(learned, "WEIGHTS", tmp_path)
    learned.load.cache_clear()
    try:
        assert learned.load(embeds=False) is None
    finally:
        learned.load.cache_clear()


def test_a_missing_embedding_takes_the_plain_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the encoder is not installed, the models that need none are taken."""
    monkeypatch.setattr(embedding, "available", lambda: False)

    assert not Learned.load().embeds


def test_a_red_flag_in_a_story_is_not_drowned(content: Catalog) -> None:
    """Four thousand calm words around it do not hide a red flag, and reading stays quick."""
    calm = "we went to the market and bought apples and then we had tea with my sister in the garden. " * 100
    story = f"{calm} then my arm went limp and I could not lift my cup. {calm}"

    assert "emergency" == read(story, Circumstances(), content).level


def test_stretches_cover_everything() -> None:
    """A long text is read whole and in pieces that leave no word out."""
    words = tokens(" ".join(f"word{'abcdefghij'[at % 10]}{'klmnopqrst'[at // 10 % 10]} and" for at in range(100)))
    places = evidence.stretches(words)
    covered = {at for first, last in places[1:] for at in range(first, last)}

    assert (0, len(words)) == places[0]
    assert set(range(len(words))) == covered
    assert all(last - first <= evidence.STRETCH for first, last in places[1:])


def test_marks_are_the_same_on_every_machine() -> None:
    """A mark's number is fixed: weights that were trained elsewhere fit."""
    assert 0 == mark("")
    assert features.words(tokens("sore arm")) == features.words(tokens("Sore, ARM!"))
    assert mark("w sore") in features.words(tokens("so sore"))


def small() -> Linear:
    """A model of two classes and two marks."""
    vocabulary = Vocabulary(
        marks=np.array(sorted((mark("w good"), mark("w bad"))), dtype=np.uint32),
        rarity=np.array([1.0, 1.0], dtype=np.float32),
        unseen=2.0,
    )
    good = 0 if vocabulary.marks[0] == mark("w good") else 1
    weights = np.array([[2.0, -2.0], [-2.0, 2.0]], dtype=np.float16)[[good, 1 - good]]
    return Linear(
        classes=("good", "bad"),
        vocabulary=vocabulary,
        weights=weights,
        dense=np.zeros((0, 2), dtype=np.float16),
        bias=np.zeros(2, dtype=np.float32),
    )


def test_a_model_survives_its_file(tmp_path: Path) -> None:
    """What was saved reads as it did, to a hundredth."""
    small().save(tmp_path / "model.npz")
    kept = Linear.load(tmp_path / "model.npz")
    blocks = [features.words(tokens("good good words"))]

    assert small().shares(blocks)["good"] == pytest.approx(kept.shares(blocks)["good"], abs=0.01)
    assert kept.shares(blocks)["good"] > 0.5


def test_strange_words_make_a_model_less_sure() -> None:
    """The same known word says less among words that training never saw."""
    alone, among = (small().shares([features.words(tokens(text))])["good"] for text in ("good", "good zib zab zob"))

    assert alone > among > 0.5
    assert small().vocabulary.knows([mark("w good"), mark("w zib")]) == 0.5
    assert small().vocabulary.knows([]) == 1.0


def test_a_vague_concern_gets_the_list(content: Catalog) -> None:
    """The models' own question is the list in plain words; only a grave one asks whether it is happening now."""
    for danger, understood in ((0.2, False), (0.6, True)):
        look = looked(danger=danger, concern=0.7, calm=0.3)
        heard = dataclasses.replace(content.reader, learned=_Fixed(look))  # type: ignore[arg-type]
        got = read("the kettle sounds odd", Circumstances(), dataclasses.replace(content, reader=heard))
        assert ("ask", understood) == (got.level, got.understood)


class _Fixed:
    def __init__(self, look: Look) -> None:
        self._look = look

    def look(self, text: str, heard: object) -> Look:
        del text, heard
        return self._look

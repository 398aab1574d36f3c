"""The curve: every number where it can be read, the scale the same for everyone, the same bytes for the same recipe."""

from __future__ import annotations

import gc
import os
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from matplotlib.text import Text

from messages.said import Curve
from review import band, curve
from review.clearing import Box, Clearing, measure
from review.lettering import BOLD, LACKING, PLAIN, SMALLEST, drawable, fit, write

TOP = Path(__file__).parent.parent.parent
BAND = ((0, 2, 6), (12, 3, 7), (24, 3, 7), (36, 2, 5), (48, 0, 4), (72, 0, 2))
FALLING = ((2, 6), (7, 7), (24, 4), (48, 1))
HOURS = st.floats(min_value=0, max_value=100, allow_nan=False)
POINTS = st.lists(st.tuples(HOURS, st.integers(0, 10)), max_size=12).map(lambda points: tuple(sorted(points)))


def recipe(points: tuple[tuple[float, int], ...] = FALLING, **more: object) -> Curve:
    """Return a curve in English, or with other words."""
    words = {"title": "Your soreness", "y_label": "0 to 10", "x_label": "hours after your session"}
    return Curve.model_validate({"points": points, "band": BAND, "band_label": "usual"} | words | more)


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Return the names and contents of a PNG's chunks."""
    at = 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += 12 + size


def box(text: Text) -> Box:
    """Return where a text stands, in pixels."""
    return Box(*(float(each) for each in text.get_window_extent().extents))


def numbers(drawn: Figure) -> list[Text]:
    """Return the numbers by the points."""
    return [text for text in drawn.texts if text.get_color() == curve.LINE]


def named(drawn: Figure, words: str) -> list[Text]:
    """Return the texts that say this."""
    return [text for text in drawn.texts if text.get_text() == words]


def spots(drawn: Figure, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return where points stand, in pixels."""
    return [tuple(drawn.axes[0].transData.transform(point)) for point in points]


def test_it_is_a_png_of_its_size_and_nothing_else() -> None:
    """720 by 480 pixels; no date and no program's name, which would differ from machine to machine."""
    found = list(chunks(curve.png(recipe())))

    assert (720, 480) == struct.unpack(">II", found[0][1][:8])
    assert {b"IHDR", b"pHYs", b"IDAT", b"IEND"} == {name for name, _ in found}


def test_the_same_recipe_makes_the_same_bytes_in_any_thread() -> None:
    """Threads that ask at once get what one gets that asks alone; another recipe is another picture."""
    drawn: list[bytes] = []
    threads = [Thread(target=lambda: drawn.append(curve.png(recipe()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [curve.png(recipe())] * 4 == drawn
    assert curve.png(recipe(((2, 6),))) != drawn[0]


def test_nothing_is_kept_of_a_drawing() -> None:
    """No list of figures holds what was drawn: a bot that draws for months does not grow."""
    curve.png(recipe())
    gc.collect()

    assert [] == [each for each in gc.get_objects() if isinstance(each, Figure)]


def test_the_scale_is_the_same_for_everyone() -> None:
    """Soreness stands on 0 to 10 with every second number, whatever was said: a low curve looks low."""
    for points in (FALLING, ((2, 1),), ()):
        axes = curve.figure(recipe(points)).axes[0]

        assert (0, 10) == axes.get_ylim()
        assert ["0", "2", "4", "6", "8", "10"] == [label.get_text() for label in axes.get_yticklabels()]


@pytest.mark.parametrize(
    ("last", "ticks", "end"),
    [
        (2, "0 12 24 36 48", 48),
        (48, "0 12 24 36 48", 48),
        (50, "0 12 24 36 48 60", 60),
        (60, "0 12 24 36 48 60", 60),
        (72, "0 12 24 36 48 60 72", 72),
        (75, "0 12 24 36 48 60 72", 75),
        (131, "0 24 48 72 96 120", 131),
    ],
)
def test_the_hours_reach_as_far_as_the_points(last: float, ticks: str, end: float) -> None:
    """Two days at least, half days up to three, then up to the last point; the band never stretches them."""
    axes = curve.figure(recipe(((0, 3), (last, 2)))).axes[0]

    assert ticks == " ".join(label.get_text() for label in axes.get_xticklabels())
    assert (-curve.BESIDE, end + curve.BESIDE) == axes.get_xlim()


@pytest.mark.parametrize("points", [FALLING, ((2, 5),), ((0, 0), (48, 10)), ((2, 8), (7, 8), (24, 8), (48, 8))])
def test_each_number_stands_over_its_point(points: tuple[tuple[float, int], ...]) -> None:
    """0 and 10 as well; a number may lean to the side where the line leaves it more room."""
    drawn = curve.figure(recipe(points))
    boxes = [(text.get_text(), box(text)) for text in numbers(drawn)]

    assert [str(score) for _, score in points] == [said for said, _ in boxes]
    for (x, y), (_, place) in zip(spots(drawn, points), boxes, strict=True):
        assert place.left <= x <= place.right
        assert y + curve.MARKER < place.low < y + 2 * curve.MARKER


def test_two_at_the_same_hour_are_both_read() -> None:
    """Two scores of one hour have a number each; the same score twice is one point and one number."""
    said = [text.get_text() for text in numbers(curve.figure(recipe(((24, 4), (24, 4), (24, 3)))))]

    assert ["4", "3"] == said


@settings(deadline=None, max_examples=40)
@given(POINTS)
def test_no_words_lie_on_others(points: tuple[tuple[float, int], ...]) -> None:
    """Whatever the points: words have ground of their own, on the picture; two numbers in one read as a third."""
    places = [box(text) for text in curve.figure(recipe(points)).texts]

    assert [] == [(one, other) for one, other in combinations(places, 2) if one.meets(other)]
    for place in places:
        assert 0 <= place.left < place.right <= curve.WIDTH
        assert 0 <= place.low < place.high <= curve.HEIGHT


@pytest.mark.parametrize("points", [FALLING, ((2, 5),), ((2, 4), (7, 5), (24, 5), (48, 2)), ()])
def test_the_band_is_named_in_words_inside_it(points: tuple[tuple[float, int], ...]) -> None:
    """What the area means is read on it, off the line and its numbers: never by its colour alone."""
    drawn = curve.figure(recipe(points))
    (name,) = named(drawn, "usual")
    place, edges = box(name), [(hour, low) for hour, low, _ in BAND] + [(hour, high) for hour, _, high in BAND[::-1]]
    corners = [(x, y) for x in (place.left, place.right) for y in (place.low, place.high)]

    assert Outline(spots(drawn, edges), closed=True).contains_points(corners).all()
    assert [] == [spot for spot in spots(drawn, points) if place.holds(spot)]


@pytest.mark.parametrize("none", [(), ((0, 2, 6),), ((90, 1, 2), (99, 1, 2))])
def test_a_band_that_is_not_seen_has_no_name(none: tuple[tuple[float, float, float], ...]) -> None:
    """No band, one slice of it, or one beyond the last point: then no word stands for nothing."""
    assert [] == named(curve.figure(recipe(band=none)), "usual")


def test_a_thin_band_is_named_in_its_middle() -> None:
    """Where the name does not fit it stands across the band, on the line if need be, rather than beside or nowhere."""
    drawn = curve.figure(recipe(((2, 1), (48, 1)), band=((0, 1, 1.5), (48, 1, 1.5))))
    (name,) = named(drawn, "usual")

    assert spots(drawn, ((0, 1.25),))[0][1] == pytest.approx(name.get_position()[1])


def test_spanish_is_drawn_as_written() -> None:
    """Accents, ñ and turned marks are letters of both fonts."""
    words = "¿Cómo está? Años, agüita, ÁÉÍÓÚ ¡sí!"

    assert [words, words] == [drawable(words, font) for font in (PLAIN, BOLD)]
    assert 1 == len(named(curve.figure(recipe(title=words)), words))


@pytest.mark.parametrize("times", [1, 4, 6, 9, 40])
def test_long_words_stay_on_the_picture(times: int) -> None:
    """They shrink while they can be read, and end in "…" beyond that."""
    words = " ".join(["Dolor más"] * times)
    title = next(text for text in curve.figure(recipe(title=words)).texts if text.get_text()[:5] == "Dolor")

    assert box(title).right <= curve.WIDTH
    assert SMALLEST <= float(title.get_fontsize()) <= curve.TITLE
    assert (times < 9) == (title.get_text() == words)


def test_what_the_font_lacks_is_a_box() -> None:
    """A letter without a picture is shown as missing, on one line; it is neither dropped nor an error."""
    assert f"a {LACKING} b" == drawable("a\n\t中 b")


@settings(deadline=None, max_examples=20)
@given(st.text(max_size=40))
def test_no_words_break_the_picture(words: str) -> None:
    """Warnings are errors here: none comes of any letter, nor of a dollar sign, which matplotlib reads as a formula."""
    same = dict.fromkeys(("title", "y_label", "x_label", "band_label"), f"${words}$_")

    assert b"\x89PNG" == curve.png(recipe().model_copy(update=same))[:4]


def test_colours_can_be_told_apart() -> None:
    """Words stand out 4.5 to 1 and lines 3 to 1, on white and on the band (WCAG 1.4.3 and 1.4.11)."""
    for words in (curve.INK, curve.GREY, curve.LINE):
        assert contrast(words, curve.WHITE) >= 4.5
    assert contrast(band.INK, band.FILL) >= 4.5
    for ground in (curve.WHITE, band.FILL):
        assert min(contrast(line, ground) for line in (curve.LINE, band.EDGE)) >= 3


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted(luminance(each) for each in (one, other))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    """Return how bright a colour is, from 0 to 1."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(color)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_words_keep_off_the_line() -> None:
    """The first of the spots that cover least is taken; words that could only lie on words are taken away."""
    drawn = curve.figure(recipe((), band=()))
    clearing = Clearing([(100.0, 100.0), (300.0, 100.0)], 9.0)
    first, second = (write(drawn, (0, 0), "7", size=20, color="k", halo="w") for _ in range(2))

    clearing.put(first, [(200.0, 100.0), (200.0, 140.0), (200.0, 60.0)])
    clearing.put(second, [(200.0, 140.0)])

    assert (200.0, 140.0) == first.get_position()
    assert [first] == named(drawn, "7")


def test_short_words_stay_large() -> None:
    """Only what is too wide shrinks."""
    text = write(curve.figure(recipe()), (0, 0), "usual", size=18, color="k", halo="w")
    fit(text, measure(text)[0])

    assert 18 == text.get_fontsize()


def test_it_draws_without_a_home(tmp_path: Path) -> None:
    """Where nothing can be kept it draws the same and leaves no file; what keeps figures (pyplot) is never loaded."""
    code = (
        "import sys; from messages.said import Curve; from review import curve; "
        "drawn = curve.png(Curve.model_validate_json(sys.stdin.read())); "
        "assert 'matplotlib.pyplot' not in sys.modules; sys.stdout.buffer.write(drawn)"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "MPL"))}
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", code],
        input=recipe().model_dump_json().encode(), capture_output=True, cwd=TOP, check=False,
        env=kept | {"HOME": "/dev/null/none", "TMPDIR": str(tmp_path)},
    )  # fmt: skip

    assert (0, curve.png(recipe())) == (done.returncode, done.stdout), done.stderr.decode()
    assert [] == list(tmp_path.iterdir())

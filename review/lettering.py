"""Lettering: words on a drawing, placed by the pixel, in letters that are the same on every machine."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from review.clearing import measure

#: Named by their files, which matplotlib brings along: what else a machine has is never drawn with.
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
PLAIN, BOLD = FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSans-Bold.ttf"
#: Stands for a letter that a font lacks.
LACKING = "□"
#: In points; smaller letters cannot be read on a phone.
SMALLEST = 12.0


def write(
    drawn: Figure,
    spot: tuple[float, float],
    words: str,
    *,
    size: float,
    color: str,
    halo: str,
    font: Path = PLAIN,
    ha: Literal["left", "center"] = "center",
) -> Text:
    """Write one line at a spot (pixels from the lower left), with a halo that keeps lines off the letters."""
    return drawn.text(
        *spot,
        drawable(words, font),
        font=FontProperties(fname=font, size=size),
        color=color,
        ha=ha,
        va="center",
        transform=IdentityTransform(),
        path_effects=[withStroke(linewidth=4, foreground=halo)],
        # A price is no formula.
        parse_math=False,
    )


def fit(text: Text, width: float) -> None:
    """Shrink a text to so many pixels, down to the smallest that can be read; what is longer still ends in "…"."""
    _shrink(text, width)
    words = text.get_text()
    while (wide := measure(text)[0]) > width and words:
        words = words[: max(0, int(len(words) * width / wide) - 1)].rstrip()
        text.set_text(f"{words}…")


def _shrink(text: Text, width: float) -> None:
    """Point by point: letters stand on whole pixels, so that a width does not follow its size."""
    size = float(text.get_fontsize())
    while measure(text)[0] > width and size > SMALLEST:
        size = max(SMALLEST, size - 1)
        text.set_fontsize(size)


def drawable(words: str, font: Path = PLAIN) -> str:
    """Return the words on one line, a box for each letter that the font lacks: matplotlib warns of those."""
    known = get_font(font)
    return "".join(char if known.get_char_index(ord(char)) else LACKING for char in " ".join(words.split()))

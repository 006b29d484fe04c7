"""One look for every figure: colours, letters, and figures without pyplot's global state.

The colours are those of Okabe and Ito, told apart with every common kind of colour vision;
what a colour says is also said by a number, a letter or a line style.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, withStroke

from cathartes.model.plume import UNKNOWN_GAS

INK = "#1d242c"
FAINT = "#6b7682"
HAIRLINE = "#d4dae0"
PAPER = "#ffffff"
BAND = "#c9d3dd"
NO_DATA = "#eceff2"
GAS_COLOURS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#CC79A7", "#D55E00", "#0072B2")
"""Okabe and Ito's palette without black; orange and sky blue stand out best on a grey scene."""
UNKNOWN_COLOUR = "#FFFFFF"
SEQUENTIAL = "cividis"
"""Made for colour-vision deficiency: the same order of brightness for everyone."""

WIDTH_IN = 6.3
"""Width of a full figure: letters stay readable on a phone, and it prints on a page."""
TEXT_PT = 9.5
SMALL_PT = 8.0


def new_figure(width_in: float = WIDTH_IN, height_in: float = 3.6) -> Figure:
    """Return an empty figure that belongs to nobody else."""
    figure = Figure(figsize=(width_in, height_in), facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def dress_axes(axes: Axes) -> None:
    """Give axes the common look: quiet frame, small ticks."""
    axes.tick_params(labelsize=SMALL_PT, colors=FAINT, labelcolor=INK, length=3, width=0.6)
    for spine in axes.spines.values():
        spine.set_color(HAIRLINE)
        spine.set_linewidth(0.8)
    axes.xaxis.label.set(color=INK, size=TEXT_PT)
    axes.yaxis.label.set(color=INK, size=TEXT_PT)


def halo(width: float = 2.6, colour: str = INK) -> list[AbstractPathEffect]:
    """Return the dark rim that keeps a light line or letter readable on any ground."""
    return [withStroke(linewidth=width, foreground=colour, alpha=0.85)]


def gas_colours(names: Iterable[str]) -> Mapping[str, str]:
    """Give each name a colour, in the order of ``names``; the unknown gas is white."""
    known = [name for name in dict.fromkeys(names) if name != UNKNOWN_GAS]
    colours = {name: GAS_COLOURS[k % len(GAS_COLOURS)] for k, name in enumerate(known)}
    return {**colours, UNKNOWN_GAS: UNKNOWN_COLOUR}


def gas_line_style(index: int) -> str:
    """Return solid for the first round of the palette, dashed and dotted for later ones."""
    return ("solid", "dashed", "dotted")[min(index // len(GAS_COLOURS), 2)]


def png_bytes(figure: Figure, *, dots_per_inch: int = 180) -> bytes:
    """Return the figure as PNG, the same bytes for the same figure."""
    image = BytesIO()
    figure.set_dpi(dots_per_inch)
    # Not savefig: it goes through the whole figure twice, once for the layout alone.
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(image, metadata={"Software": None})
    return image.getvalue()


def readable_unit(unit: str) -> str:
    """Return a unit with raised exponents and a real micro sign; ``1 (what)`` as ``what``."""
    if unit.startswith("1 (") and unit.endswith(")"):
        return unit[3:-1]
    raised = {"-": "⁻", "1": "¹", "2": "²", "3": "³"}
    words = []
    for word in unit.split():
        stem = word.rstrip("0123456789-")
        tail = word[len(stem) :] if stem else ""
        words.append((stem or word) + "".join(raised.get(c, c) for c in tail))
    return " ".join(words).replace("um", "µm").replace("uW", "µW")

"""How a scene is laid on paper: upright, or on its side and folded when it is a long strip."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from matplotlib.axes import Axes
from numpy.typing import NDArray

from cathartes.io.paged_maps import page_out

_LONGEST_UPRIGHT = 1.3
_LONGEST_ROW = 3.6
_MOST_ROWS = 20
_MOST_PIXELS = 2400
"""Of an image that is drawn in one or two rows."""
_PIXELS_PER_ROW = 1200
THIN_ROW = 0.15
"""Height over width of a row below which labels go beside what they name, not above or below."""


@frozen
class SceneFrame:
    """The way from (sample, line) to the paper.

    Attributes
    ----------
    shape : (line, sample)
    turned : bool
        Turned by 90 degrees to the left: lines run to the right, samples upwards.
    rows : tuple of (first, last)
        Pieces of the long side, each drawn in a row of its own.
    """

    shape: tuple[int, int]
    turned: bool
    rows: tuple[tuple[int, int], ...]

    def on_paper(self, sample_line: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (horizontal, vertical) of corner coordinates, both (point, 2)."""
        return sample_line[:, ::-1] if self.turned else sample_line

    def direction_on_paper(self, sample_line: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a direction in the picture as (right, up) on paper, (2,)."""
        sample, line = sample_line
        return np.array([line, sample]) if self.turned else np.array([sample, -line])

    @property
    def aspect(self) -> float:
        """Height of one row over its width."""
        lines, samples = self.shape
        first, last = self.rows[0]
        if self.turned:
            return samples / (last - first)
        return lines / (last - first)

    def lay(self, axes: Axes, image: NDArray[np.floating], row: int, **how: object) -> object:
        """Draw an image of the whole scene, shrunk or not, seen through one row."""
        lines, samples = self.shape
        shown_part, (first, last) = self._part(image, row)
        if self.turned:
            shown = axes.imshow(
                np.swapaxes(shown_part, 0, 1),
                extent=(first, last, 0, samples),
                origin="lower",
                interpolation="nearest",
                aspect="auto",
                **how,  # type: ignore[arg-type]
            )
            axes.set(xlabel="line", ylabel="sample", ylim=(0, samples), aspect="equal")
        else:
            shown = axes.imshow(
                shown_part,
                extent=(first, last, lines, 0),
                interpolation="nearest",
                aspect="auto",
                **how,  # type: ignore[arg-type]
            )
            axes.set(xlabel="sample", ylabel="line", ylim=(lines, 0), aspect="equal")
        axes.set_xlim(*self.rows[row])
        return shown

    def _part(
        self, image: NDArray[np.floating], row: int
    ) -> tuple[NDArray[np.floating], tuple[float, float]]:
        """Return what of an image one row shows, and where that begins and ends.

        The figure keeps a copy of what each row is given: whole images would add up.
        """
        axis = 0 if self.turned else 1
        scale = self.shape[axis] / image.shape[axis]
        first, last = self.rows[row]
        start, stop = int(first / scale), min(int(np.ceil(last / scale)), image.shape[axis])
        part = image[start:stop] if self.turned else image[:, start:stop]
        return part, (start * scale, stop * scale)


def frame_scene(shape: tuple[int, int]) -> SceneFrame:
    """Choose how a scene of this shape is laid on paper."""
    lines, samples = shape
    turned = lines > _LONGEST_UPRIGHT * samples
    long, short = (lines, samples) if turned else (samples, lines)
    n_rows = int(np.clip(np.ceil(long / short / _LONGEST_ROW), 1, _MOST_ROWS))
    length = int(np.ceil(long / n_rows))
    rows = tuple((first, first + length) for first in range(0, long, length))
    return SceneFrame(shape=shape, turned=turned, rows=rows)


def shrink(image: NDArray[np.floating], n_rows: int = 1) -> NDArray[np.float32]:
    """Average blocks of pixels until the longer side is fit for a page, in so many rows.

    Works through the lines in runs, so that a scene of any length needs no second copy.
    """
    lines, samples = image.shape[:2]
    step = -(-max(lines, samples) // max(_MOST_PIXELS, n_rows * _PIXELS_PER_ROW))
    if step <= 1:
        return np.asarray(image, np.float32)
    # A side narrower than a block is one block.
    down, right = min(step, lines), min(step, samples)
    kept = samples // right * right
    rows = []
    for first in range(0, lines // down * down, down):
        run = np.asarray(image[first : first + down, :kept], np.float32)
        rows.append(run.reshape(down, kept // right, right, *run.shape[2:]).mean(axis=(0, 2)))
        page_out(image)
    return np.stack(rows)

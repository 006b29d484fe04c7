"""A picture that lies under a map: the columns that a camera saw, on the ground."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

_MOST_PIXELS = 900
_FILL = "Greys"


@frozen(eq=False)
class GroundPicture:
    """Values of pixels and where their corners lie.

    Attributes
    ----------
    values : (line, sample) float64
        NaN where nothing is known.
    affine : tuple of 6 float
        ``easting = a*sample + b*line + c; northing = d*sample + e*line + f``, metres, for pixel
        corners: (0, 0) is the outer corner of the first pixel.
    label : str
        What the values are, with their unit.
    title : str
        Which pass it is.
    """

    values: NDArray[np.float64]
    affine: tuple[float, float, float, float, float, float]
    label: str
    title: str = ""

    def corners_m(self) -> NDArray[np.float64]:
        """Return the corners of what is not empty, (4, 2) easting and northing."""
        lines, samples = np.nonzero(np.isfinite(self.values))
        if lines.size == 0:
            lines, samples = (np.array([0, length]) for length in self.values.shape)
        ends_line = np.array([lines.min(), lines.min(), lines.max() + 1, lines.max() + 1])
        ends_sample = np.array([samples.min(), samples.max() + 1] * 2)
        a, b, c, d, e, f = self.affine
        east = a * ends_sample + b * ends_line + c
        north = d * ends_sample + e * ends_line + f
        return np.stack([east, north], axis=1)

    def lay(self, axes: Axes) -> AxesImage:
        """Draw it under everything else, rotated as its affine says."""
        lines, samples = self.values.shape
        step = -(-max(lines, samples) // _MOST_PIXELS)
        shown = np.asarray(self.values[::step, ::step], np.float64)
        known = shown[np.isfinite(shown)]
        top = float(np.quantile(known, 0.995)) if known.size else 1.0
        a, b, c, d, e, f = self.affine
        return axes.imshow(
            shown,
            cmap=_FILL,
            vmin=min(0.0, float(known.min())) if known.size else 0.0,
            vmax=top if top > 0.0 else 1.0,
            extent=(0.0, samples, lines, 0.0),
            transform=Affine2D.from_values(a, d, b, e, c, f) + axes.transData,
            interpolation="nearest",
            zorder=0,
        )

"""The scene as a person would look at it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.detection.block.beside import true_colour_channels
from cathartes.detection.block.working_units import Block
from cathartes.io.paged_maps import line_runs
from cathartes.model.scene import Scene

Floats = NDArray[np.float32]
THIN_PIXELS = 200_000
"""The scale of the picture is taken from about so many pixels."""


def scene_picture(
    scene: Scene, block: Block, core: tuple[int, int], halo: tuple[int, int]
) -> Floats:
    """Return unscaled picture values of a block's core lines, (line, sample, 3 or 1).

    Notes
    -----
    True colour where the instrument sees visible light, else the window brightness in grey.
    Scaling waits until the whole scene is known (:func:`stretch`).
    """
    inside = slice(core[0] - halo[0], core[1] - halo[0])
    colours = true_colour_channels(scene.instrument.wavelength_um)
    if colours:
        return np.stack([block.beside[band][inside] for band in colours], axis=-1)
    grey = block.brightness.reshape(block.shape)[inside]
    grey = np.where(block.valid.reshape(block.shape)[inside], grey, np.nan)
    return grey[..., None].astype(np.float32)


def picture_caption(scene: Scene, thermal: bool, low: float, high: float) -> str:
    """Return a caption with the scale."""
    if true_colour_channels(scene.instrument.wavelength_um):
        return "True colour, stretched between the 2nd and 98th percentile."
    if thermal:
        return f"Window brightness temperature, {low:.1f} K (black) to {high:.1f} K (white)."
    return "Mean short-wave infrared radiance, logarithmic, 2nd to 98th percentile."


def stretch(picture: Floats) -> tuple[Floats, float, float]:
    """Scale to 0..1 between the 2nd and 98th percentile, in place; NaN becomes 0.

    Parameters
    ----------
    picture : (line, sample, 3 or 1) float32
        Overwritten.

    Returns
    -------
    (line, sample, 3) float32
        A grey picture's three bands share memory.
    """
    lows, highs = [], []
    step = max(1, int(np.sqrt(picture[..., 0].size / THIN_PIXELS)))
    thin = np.concatenate(
        [picture[lines][::step, ::step].copy() for lines in line_runs(picture, step)]
    )
    for values in np.moveaxis(thin, -1, 0):
        known = values[np.isfinite(values)]
        low, high = np.quantile(known, [0.02, 0.98]) if len(known) else (0.0, 1.0)
        lows.append(float(low))
        highs.append(float(high))
    for lines in line_runs(picture):
        run = picture[lines]
        run -= np.array(lows, np.float32)
        run /= np.maximum(np.array(highs) - lows, 1e-9).astype(np.float32)
        np.clip(run, 0.0, 1.0, out=run)
        np.nan_to_num(run, copy=False)
    full = np.broadcast_to(picture, (*picture.shape[:2], 3))
    return full, lows[0], highs[0]

"""The scene as a person would look at it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.detection.block.working_units import Block
from cathartes.model.scene import Scene

Floats = NDArray[np.float32]
TRUE_COLOUR_UM = (0.64, 0.55, 0.47)


def scene_picture(
    scene: Scene, block: Block, core: tuple[int, int], halo: tuple[int, int]
) -> Floats:
    """Return unscaled picture values of a block's core lines, (line, sample, 3 or 1).

    Notes
    -----
    True colour where the instrument sees visible light, else the window brightness in grey.
    Scaling waits until the whole scene is known (:func:`stretch`).
    """
    wavelength = scene.instrument.wavelength_um
    inside = slice(core[0] - halo[0], core[1] - halo[0])
    if wavelength.min() < 0.48 and wavelength.max() > 0.63:
        bands = [int(np.argmin(np.abs(wavelength - w))) for w in TRUE_COLOUR_UM]
        return np.ascontiguousarray(scene.source.read(*core)[..., bands])
    grey = block.brightness.reshape(block.shape)[inside]
    grey = np.where(block.valid.reshape(block.shape)[inside], grey, np.nan)
    return grey[..., None].astype(np.float32)


def picture_caption(scene: Scene, thermal: bool, low: float, high: float) -> str:
    """Return a caption with the scale."""
    wavelength = scene.instrument.wavelength_um
    if wavelength.min() < 0.48 and wavelength.max() > 0.63:
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
    for band in range(picture.shape[2]):
        values = picture[..., band]
        step = max(1, int(np.sqrt(values.size / 200_000)))
        thin = values[::step, ::step]
        thin = thin[np.isfinite(thin)]
        low, high = np.quantile(thin, [0.02, 0.98]) if len(thin) else (0.0, 1.0)
        values -= np.float32(low)
        values /= np.float32(max(high - low, 1e-9))
        np.clip(values, 0.0, 1.0, out=values)
        np.nan_to_num(values, copy=False)
        lows.append(float(low))
        highs.append(float(high))
    full = np.broadcast_to(picture, (*picture.shape[:2], 3))
    return full, lows[0], highs[0]

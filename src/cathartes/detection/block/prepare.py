"""From lines of radiance to a block ready for statistics."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.detection.block import quality as marks
from cathartes.detection.block.beside import channels_beside
from cathartes.detection.block.reading import forget_lines, read_channels
from cathartes.detection.block.working_units import (
    Block,
    Regime,
    to_working_units,
    window_brightness,
)
from cathartes.errors import StatisticsError
from cathartes.kernels.channel_polynomials import keep_channels
from cathartes.model.scene import Scene

Floats = NDArray[np.float32]
FEWEST_PIXELS_PER_CHANNEL = 3
FEWEST_CHANNELS = 5
SOLAR_WINDOW_UM = (2.1, 2.46)
THERMAL_WINDOW_UM = (6.5, 15.0)


def channels_of_regime(scene: Scene, regime: Regime) -> NDArray[np.intp]:
    """Return the scene's good channels of one regime, in order of wavelength."""
    wavelength = scene.instrument.wavelength_um
    low, high = THERMAL_WINDOW_UM if regime == "thermal" else SOLAR_WINDOW_UM
    inside = scene.good_bands & (wavelength >= low) & (wavelength <= high)
    chosen = np.flatnonzero(inside)
    return chosen[np.argsort(wavelength[chosen], kind="stable")]


def prepare_block(
    scene: Scene, first_line: int, last_line: int, channels: NDArray[np.intp], regime: Regime
) -> tuple[Block, NDArray[np.intp]]:
    """Read lines, mend what can be mended, and change to working units.

    Parameters
    ----------
    scene : Scene
    first_line, last_line : int
    channels : (wavelength,) intp
        Wanted channels; unusable ones are dropped.
    regime : {"thermal", "solar"}

    Returns
    -------
    block : Block
    kept : (wavelength,) intp
        The channels in the block.

    Raises
    ------
    StatisticsError
        Where fewer pixels than the statistics need, or fewer than five channels, are usable.
    """
    n_wanted = len(channels)
    others = channels_beside(scene.instrument.wavelength_um)
    cube = read_channels(scene.source, first_line, last_line, np.concatenate([channels, others]))
    forget_lines(scene.source)
    beside = {int(k): cube[..., n_wanted + i].copy() for i, k in enumerate(others)}
    lines, samples, n_read = cube.shape
    step = max(1, lines // marks.LINES_LOOKED_AT)
    usable = np.flatnonzero(marks.usable_channels(cube[::step][..., :n_wanted]))
    kept = channels[usable]
    if len(kept) < FEWEST_CHANNELS:
        raise _too_little(scene, 0, len(kept))
    if len(kept) != n_read:
        cube = keep_channels(cube.reshape(-1, n_read), usable).reshape(lines, samples, len(kept))
    looked_at = cube[::step]
    full = np.isfinite(looked_at).all((1, 2))
    hopeless = marks.repair_elements(cube, marks.bad_elements(looked_at[full]))
    quality = marks.pixel_quality(cube, hopeless)
    rows = cube.reshape(-1, cube.shape[-1])
    valid = (quality.reshape(-1) & (marks.FILL | marks.SATURATED | marks.BAD_COLUMN)) == 0
    if valid.sum() < FEWEST_PIXELS_PER_CHANNEL * len(kept):
        raise _too_little(scene, int(valid.sum()), len(kept))
    wavelength = scene.instrument.wavelength_um[kept]
    rows = to_working_units(rows, valid, wavelength, regime)
    block = Block(
        rows=rows,
        shape=(cube.shape[0], cube.shape[1]),
        valid=valid,
        wavelength_um=wavelength,
        fwhm_um=scene.instrument.fwhm_um[kept],
        regime=regime,
        quality=quality,
        brightness=window_brightness(rows, regime),
        beside=beside,
    )
    return block, kept


def _too_little(scene: Scene, n_pixels: int, n_channels: int) -> StatisticsError:
    needed = FEWEST_PIXELS_PER_CHANNEL * max(n_channels, FEWEST_CHANNELS)
    return StatisticsError.about(
        scene.name,
        "pixels and channels for the background statistics",
        found=f"{n_pixels} usable pixels in {n_channels} usable channels",
        expected=f"at least {FEWEST_CHANNELS} channels that vary and {needed} pixels",
        remedy="Give a larger scene, or check its bad-band list and fill value.",
    )

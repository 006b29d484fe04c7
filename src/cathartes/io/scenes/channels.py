"""Channel centres and widths as files give them, checked and in micrometres."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cathartes.errors import SceneError

SHORTEST_UM, LONGEST_UM = 0.2, 100.0
"""No channel of an optical imaging spectrometer or infrared interferometer lies outside."""

UM_PER_UNIT = {"um": 1.0, "nm": 1e-3}


def read_channels(
    path: Path,
    field: str,
    centres: ArrayLike,
    widths: ArrayLike | None,
    *,
    unit: str,
    n_channels: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[str, ...]]:
    """Check channel centres and widths and return them in micrometres.

    Parameters
    ----------
    path, field
        Where they stand, for messages.
    centres : (wavelength,) array
        In ``unit``; may descend or overlap where two detectors meet.
    widths : (wavelength,) array or None
        Full width at half maximum in ``unit``; None or all zero where the file has none.
    unit : {"nm", "um"}
        Unit of both.
    n_channels : int
        Channels of the radiance.

    Returns
    -------
    (wavelength,) float64, (wavelength,) float64, tuple of str
        Centres and widths in um, and what had to be assumed.

    Raises
    ------
    SceneError
        If the numbers do not agree with the radiance or cannot be wavelengths.
    """
    centre_um = _vector(path, field, centres, n_channels) * UM_PER_UNIT[unit]
    wrong = ~((centre_um >= SHORTEST_UM) & (centre_um <= LONGEST_UM))
    if wrong.any():
        raise SceneError.about(
            path,
            field,
            found=f"{int(wrong.sum())} of {n_channels} centres such as "
            f"{centre_um[wrong][0] / UM_PER_UNIT[unit]:g} {unit}",
            expected=f"{SHORTEST_UM:g} to {LONGEST_UM:g} um",
            remedy="The wavelengths or their unit are wrong in the file; ask its maker.",
        )
    if n_channels > 1 and np.ptp(centre_um) == 0.0:
        raise SceneError.about(
            path,
            field,
            found=f"{n_channels} channels at {centre_um[0]:g} um",
            expected="different wavelengths",
            remedy="The wavelengths are placeholders; ask the maker of the file for the real ones.",
        )
    if widths is None or not np.any(np.asarray(widths, dtype=np.float64)):
        remark = f"{path.name} has no channel widths; the channel spacing was taken for them."
        return centre_um, channel_spacing(centre_um), (remark,)
    width_um = _vector(path, f"{field} (widths)", widths, n_channels) * UM_PER_UNIT[unit]
    wrong = ~((width_um > 0.0) & (width_um < centre_um))
    if wrong.any():
        raise SceneError.about(
            path,
            f"{field} (widths)",
            found=f"{int(wrong.sum())} of {n_channels} widths such as "
            f"{width_um[wrong][0] / UM_PER_UNIT[unit]:g} {unit}",
            expected="positive widths smaller than the wavelength",
            remedy="The widths or their unit are wrong in the file; ask its maker.",
        )
    return centre_um, width_um, ()


def channel_spacing(centre_um: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distance to the nearer neighbour of each channel, um.

    Where two detectors meet, centres jump or coincide; there the median spacing stands in.
    """
    if centre_um.size < 2:
        return 0.01 * centre_um
    step = np.abs(np.diff(centre_um))
    median = float(np.median(step[step > 0]))
    nearer = np.minimum(np.append(step, np.inf), np.insert(step, 0, np.inf))
    return np.where((nearer > 0.2 * median) & (nearer < 5 * median), nearer, median)


def _vector(path: Path, field: str, numbers: ArrayLike, n_channels: int) -> NDArray[np.float64]:
    vector = np.asarray(numbers, dtype=np.float64)
    if vector.shape != (n_channels,):
        raise SceneError.about(
            path,
            field,
            found=f"shape {vector.shape}",
            expected=f"({n_channels},), one for each channel of the radiance",
            remedy="The parts of this file contradict each other; ask its maker.",
        )
    if not np.isfinite(vector).all():
        raise SceneError.about(
            path,
            field,
            found=f"{int((~np.isfinite(vector)).sum())} values that are NaN or Inf",
            expected="finite numbers",
            remedy="The wavelengths are incomplete; ask the maker of the file.",
        )
    return vector

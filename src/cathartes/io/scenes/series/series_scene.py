"""A series of uncalibrated spectra as a scene: one sample wide, one line for each spectrum."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.acquisition import scene_name
from cathartes.io.scenes.channels import LONGEST_UM, SHORTEST_UM, read_channels
from cathartes.io.scenes.stated_unit import SINGLE_BEAM
from cathartes.model import ArraySource, InputFile, Instrument, Scene

WIDTH_PER_STEP = 2.0
"""Line width per step of an interferometer's spectrum that was zero-filled once."""


def wavenumbers_to_um(
    path: Path, field: str, wavenumber_cm1: NDArray[np.float64], resolution_cm1: float | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[str, ...]]:
    """Return centres and widths in um of a spectrum on a grid of wavenumbers.

    Parameters
    ----------
    path, field
        Where the wavenumbers stand, for messages.
    wavenumber_cm1 : (wavelength,) float64
        In the order of the file, ascending or descending.
    resolution_cm1 : float or None
        Full width at half maximum; None where the file does not say.

    Raises
    ------
    SceneError
        If they are not the wavenumbers of an infrared spectrum, or not in order.
    """
    wrong = ~((wavenumber_cm1 >= 1e4 / LONGEST_UM) & (wavenumber_cm1 <= 1e4 / SHORTEST_UM))
    if wrong.any():
        raise SceneError.about(
            path,
            field,
            found=f"{int(wrong.sum())} of {wavenumber_cm1.size} values such as "
            f"{wavenumber_cm1[wrong][0]:g}",
            expected=f"wavenumbers of {1e4 / LONGEST_UM:g} to {1e4 / SHORTEST_UM:g} cm-1",
            remedy="Check the unit of the X axis.",
        )
    step = np.diff(wavenumber_cm1)
    if wavenumber_cm1.size > 1 and not ((step > 0).all() or (step < 0).all()):
        raise SceneError.about(
            path,
            field,
            found="wavenumbers that turn back",
            expected="an ascending or descending grid",
            remedy="The X axis is damaged; fetch the file again.",
        )
    remarks: tuple[str, ...] = ()
    if resolution_cm1 is None:
        spacing = float(np.median(np.abs(step))) if step.size else wavenumber_cm1[0] * 1e-3
        resolution_cm1 = WIDTH_PER_STEP * spacing
        remark = (
            f"{path.name} states no resolution; {resolution_cm1:.3g} cm-1, {WIDTH_PER_STEP:g} "
            "steps of its grid, was assumed."
        )
        remarks = (remark,)
    centre_um = 1e4 / wavenumber_cm1
    width_um = resolution_cm1 * centre_um**2 / 1e4
    centre_um, width_um, more = read_channels(
        path, field, centre_um, width_um, unit="um", n_channels=centre_um.size
    )
    return centre_um, width_um, (*remarks, *more)


def series_scene(
    path: Path,
    spectra: NDArray[np.float32],
    channels: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    instrument: str,
    file_format: str,
    remarks: tuple[str, ...],
    inputs: tuple[InputFile, ...] | None = None,
    acquired_at: datetime | None = None,
) -> Scene:
    """Build the scene of a series of single-beam spectra.

    Parameters
    ----------
    path : Path
        The file or folder the series comes from.
    spectra : (line, wavelength) float32
        In arbitrary units; NaN and Inf count as no data.
    channels : (wavelength,) float64, (wavelength,) float64
        Centres and widths, um.

    Raises
    ------
    SceneError
        If not one number of the series is finite.
    """
    if not np.isfinite(spectra).any():
        raise SceneError.about(
            path,
            "spectra",
            found="not one finite number",
            expected="spectra",
            remedy="The series is empty or damaged; fetch it again.",
        )
    spectra = np.where(np.isfinite(spectra), spectra, np.float32(np.nan))
    centre_um, width_um = channels
    return Scene(
        name=scene_name(path),
        source=ArraySource(np.ascontiguousarray(spectra[:, np.newaxis, :], dtype=np.float32)),
        instrument=Instrument(instrument, centre_um, width_um),
        good_bands=np.ones(centre_um.size, bool),
        quantity="single_beam",
        file_format=file_format,
        radiance_unit_in_file=SINGLE_BEAM,
        acquired_at=acquired_at,
        inputs=inputs or (InputFile(path.name, "", path.stat().st_size),),
        remarks=remarks,
    )

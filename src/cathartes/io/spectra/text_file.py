"""Text files of spectra, read with an upper limit and one kind of error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SpectrumError

LARGEST_TEXT_BYTES = 512 * 2**20
"""The largest published cross-section file has 40 MB; line lists of one gas have 100 MB."""
LARGEST_CROSS_SECTION_CM2 = 1e-12
"""No molecule absorbs more in the infrared, by four orders of magnitude."""


def read_text(path: Path, largest_bytes: int = LARGEST_TEXT_BYTES) -> str:
    """Return the text of a file; bytes that are not ASCII are kept as Latin-1.

    Raises
    ------
    SpectrumError
        If the file cannot be read or is too large to be a spectrum.
    """
    try:
        size = path.stat().st_size
        if size > largest_bytes:
            raise SpectrumError.about(
                path,
                "file size",
                found=f"{size} bytes",
                expected=f"at most {largest_bytes}",
                remedy="This is not one spectrum; give a single-gas file.",
            )
        return path.read_bytes().decode("latin-1")
    except OSError as error:
        raise SpectrumError.about(
            path,
            "file",
            found=error.strerror or str(error),
            expected="a readable file",
            remedy="Check the path and the permissions.",
        ) from error


def first_text(path: Path, n_bytes: int = 4096) -> str:
    """Return the beginning of a file for recognising it; empty where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(n_bytes).decode("latin-1")
    except OSError:
        return ""


def check_axis(path: Path, field: str, wavenumber: NDArray[np.float64]) -> None:
    """Refuse an axis that is not finite, positive and strictly rising.

    Raises
    ------
    SpectrumError
        With the first position at fault.
    """
    if wavenumber.size < 2:
        raise SpectrumError.about(
            path,
            field,
            found=f"{wavenumber.size} points",
            expected="at least two",
            remedy="The file holds no spectrum; fetch it again.",
        )
    good = np.isfinite(wavenumber) & (wavenumber > 0.0)
    good[1:] &= np.diff(wavenumber) > 0.0
    if not good.all():
        at = int(np.argmin(good))
        raise SpectrumError.about(
            path,
            field,
            found=f"{wavenumber[at]} at point {at + 1}",
            expected="wavenumbers that are positive and rise from point to point",
            remedy="The file is damaged or its axis is not wavenumber; fetch it again.",
        )


def check_cross_section(path: Path, field: str, cross_section: NDArray[np.float64]) -> None:
    """Refuse a spectrum that holds no number, or numbers no molecule can have.

    Raises
    ------
    SpectrumError
        When all is NaN, something is infinite, or the peak is absurd.
    """
    known = cross_section[~np.isnan(cross_section)]
    peak = float(np.max(np.abs(known))) if known.size else 0.0
    if not known.size or not np.isfinite(peak) or peak > LARGEST_CROSS_SECTION_CM2:
        raise SpectrumError.about(
            path,
            field,
            found=f"a peak of {peak:g} cm2 per molecule" if known.size else "no number at all",
            expected=f"finite numbers up to {LARGEST_CROSS_SECTION_CM2:g} cm2 per molecule",
            remedy="The unit, the pressure or the path length in the file is wrong; state the "
            "right one on the command line.",
        )

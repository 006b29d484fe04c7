"""Absorbance or transmittance of a gas in a GRAMS .spc file."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SpectrumError
from cathartes.io.scenes.series.spc_file import SpcFile, read_spc
from cathartes.io.scenes.series.spc_header import is_spc
from cathartes.io.spectra.conversion import (
    ATMOSPHERE_HPA,
    REFERENCE_TEMPERATURE_K,
    cross_section_from_absorbance,
    cross_section_from_transmittance,
    molecules_cm2_per_ppm_m,
    number_density_cm3,
)
from cathartes.io.spectra.sample import AS_IN_THE_FILE, Sample
from cathartes.io.spectra.text_file import check_axis, check_cross_section
from cathartes.model.gas import AbsorptionSpectrum, Gas

ABSORBANCE = "absorbance"
TRANSMITTANCE = "transmittance"
_TO_WAVENUMBER = {"cm-1": None, "um": 1e4, "nm": 1e7}


def recognises(path: Path) -> bool:
    """Return True for a GRAMS SPC file; whether it is a gas shows when it is read."""
    return path.is_file() and is_spc(path)


def read(path: Path, sample: Sample = AS_IN_THE_FILE) -> Gas:
    """Read the only spectrum of a file.

    Parameters
    ----------
    path : Path
    sample : Sample
        How much gas there was: SPC has no field for it. Without it the absorbance is taken as
        that of 1 ppm m, as the quantitative libraries in this format have it.

    Returns
    -------
    Gas
        Class Q where no cell had to be assumed, else class S.

    Raises
    ------
    SpectrumError
        If the file is no absorbance or transmittance of one gas on an infrared axis.
    """
    file = read_spc(path, error=SpectrumError)
    if len(file.spectra) != 1:
        raise SpectrumError.about(
            path,
            "number of subfiles",
            found=len(file.spectra),
            expected="1",
            remedy="Save the spectrum of the gas in a file of its own.",
        )
    spectrum = file.spectra[0]
    wavenumber, ordinate = _ascending(path, file, spectrum.x, spectrum.y)
    cross_section, source_class = _cross_section(path, file, ordinate, sample)
    check_axis(path, "X axis", wavenumber)
    check_cross_section(path, "Y", cross_section)
    stated = re.search(r"\d+\.?\d*", file.resolution)
    remarks = () if _has_amount(sample) else ("Taken as absorbance of 1 ppm m at 296 K, 1 atm.",)
    return Gas(
        name=sample.name or path.stem.replace("_", " "),
        source_class="Q" if source_class == "Q" else "S",
        spectrum=AbsorptionSpectrum(wavenumber, cross_section, float(stated[0]) if stated else 0.0),
        temperature_k=sample.temperature_k or REFERENCE_TEMPERATURE_K,
        pressure_hpa=sample.pressure_hpa or ATMOSPHERE_HPA,
        source=f"GRAMS SPC {path.name}: {file.comment or file.instrument}".rstrip(": "),
        relative_error=0.03 if source_class == "Q" else 0.10,
        remarks=remarks,
    )


def _has_amount(sample: Sample) -> bool:
    return sample.column_ppm_m is not None or (
        sample.partial_pressure_hpa is not None and sample.path_length_m is not None
    )


def _ascending(
    path: Path, file: SpcFile, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if file.x_unit not in _TO_WAVENUMBER:
        raise SpectrumError.about(
            path,
            "X unit",
            found=file.x_unit,
            expected="cm-1, um or nm",
            remedy="Save the spectrum over wavenumber.",
        )
    factor = _TO_WAVENUMBER[file.x_unit]
    with np.errstate(divide="ignore", invalid="ignore"):
        axis = x if factor is None else factor / x
    order = np.argsort(axis, kind="stable")
    return axis[order], y[order]


def _cross_section(
    path: Path, file: SpcFile, ordinate: NDArray[np.float64], sample: Sample
) -> tuple[NDArray[np.float64], str]:
    if file.y_kind not in (ABSORBANCE, TRANSMITTANCE):
        raise SpectrumError.about(
            path,
            "Y type",
            found=file.y_kind,
            expected="absorbance or transmittance",
            remedy="A single beam is a scene ('cathartes info'), not a gas spectrum.",
        )
    column = molecules_cm2_per_ppm_m()
    if sample.column_ppm_m is not None:
        column *= sample.column_ppm_m
    elif sample.partial_pressure_hpa is not None and sample.path_length_m is not None:
        temperature = sample.temperature_k or REFERENCE_TEMPERATURE_K
        density = number_density_cm3(sample.partial_pressure_hpa, temperature)
        column = density * sample.path_length_m * 100.0
    elif file.y_kind == TRANSMITTANCE:
        raise SpectrumError.about(
            path,
            "amount of gas",
            found="nothing",
            expected="the partial pressure and path, or the column, of the gas in the cell",
            remedy="State it with --partial-pressure-hpa and --path-length-m, or --column-ppm-m.",
        )
    if file.y_kind == TRANSMITTANCE:
        return cross_section_from_transmittance(ordinate, column), "S"
    return cross_section_from_absorbance(ordinate, column), "S" if _has_amount(sample) else "Q"

"""Absorption spectra for simulated truth, none of them out of the bundled library.

Quantitative spectra and line-by-line spectra of the field data at full resolution; the bundled
library holds sums of Gaussians. Methane comes from the radiance table that mag1c brings with it
(:mod:`benchmarks.scenery.methane_table`), to which the bundled methane owes its level only;
where mag1c is not installed a target file with drawn lines stands in, and the log says so.
"""

from __future__ import annotations

import logging
import re
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.scenery.methane_table import has_methane_table, methane_gas
from benchmarks.scenery.real_backgrounds import field_data_folder
from cathartes.model import AbsorptionSpectrum, Gas
from cathartes.simulate.plume.line_structure import with_line_structure
from cathartes.units import MOLECULES_CM2_PER_PPM_M

QUANTITATIVE: dict[str, tuple[str, float]] = {
    "1,1,1-trichloroethane": ("1-1-1-trichloroethane", 133.40),
    "1,3-butadiene": ("1-3-butadiene", 54.09),
    "p-xylene": ("1-4-dimethylbenzene", 106.17),
    "1-butanol": ("1-butanol", 74.12),
    "2-butanone": ("2-butanone", 72.11),
    "acetone": ("acetone", 58.08),
    "acetonitrile": ("acetonitrile", 41.05),
    "chloroform": ("chloroform", 119.37),
    "dichloromethane": ("dichloromethane", 84.93),
    "ethyl acetate": ("ethyl_acetate", 88.11),
    "isopropanol": ("isopropyl_alcohol", 60.10),
    "MTBE": ("methyl_tert-butyl_ether", 88.15),
    "sulfur dioxide": ("sulfur_dioxide_0p125", 64.07),
    "SF6": ("sulphur_hexafluoride", 146.06),
    "tetrachloroethene": ("tetrachloroethene", 165.83),
    "vinyl acetate": ("vinyl_acetate", 86.09),
}
"""Library name: file name and molar mass in g/mol."""

LINE_BY_LINE: dict[str, tuple[str, float]] = {
    "ammonia": ("NH3", 17.03),
    "ethylene": ("C2H4", 28.05),
    "methanol": ("CH3OH", 32.04),
    "phosphine": ("PH3", 34.00),
}
AVIRIS_NG_RESOLUTION_CM1 = 10.9
"""5.8 nm at 2.3 um."""
LINES_PER_CM1 = 4.0
"""With as many drawn, the background saturates channels as much as in the table; a fifth of
them would halve what a plume takes, in channels picked by chance."""
_log = logging.getLogger(__name__)


@cache
def truth_spectra() -> dict[str, Gas]:
    """Return every gas by its library name.

    Raises
    ------
    RuntimeError
        The field data are not there.
    """
    folder = field_data_folder() / "spectra"
    gases = {
        name: _gas(name, "Q", _read_jcamp(folder / "nist_quant" / f"{file}.jdx"), mass)
        for name, (file, mass) in QUANTITATIVE.items()
    }
    for name, (file, mass) in LINE_BY_LINE.items():
        table = np.load(folder / "line_by_line" / f"{file}_LBL_296K_1atm_0p02.npz")
        gases[name] = _gas(name, "L", (table["nu"], table["sigma"]), mass)
    gases["acetic acid"] = _gas(
        "acetic acid", "Q", _read_lblrtm(folder / "aer_xs" / "ACEACT2"), 60.05
    )
    if has_methane_table():
        gases["methane"] = methane_gas()
    else:
        _log.warning(
            "mag1c is not installed: the true methane is AVIRIS-NG's target with drawn lines, one "
            "of the two sources of the bundled methane; `make bench` installs mag1c"
        )
        gases["methane"] = methane_with_drawn_lines(
            folder / "ch4_swir_targets" / "avirisng_ch4_unit_absorption_425ch.txt"
        )
    return gases


def _gas(
    name: str,
    source_class: str,
    curve: tuple[NDArray[np.float64], NDArray[np.float64]],
    mass: float,
) -> Gas:
    return Gas(
        name=name,
        source_class="Q" if source_class == "Q" else "L",
        spectrum=AbsorptionSpectrum(*curve),
        molar_mass_g_per_mol=mass,
        source="field data",
    )


def _read_jcamp(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Read (umol/mol)-1 m-1, base 10; the X column is rounded, so FIRSTX and LASTX count."""
    text = path.read_text(encoding="latin-1")
    header = dict(re.findall(r"^##([A-Z]+)=\s*([-+.\dEe]+)", text, flags=re.MULTILINE))
    body = text[text.index("##XYDATA") :].split("\n", 1)[1].split("##", 1)[0]
    ordinates: list[float] = []
    for row in body.splitlines():
        numbers = re.findall(r"[-+]?[\d.]+(?:[eE][-+]?\d+)?", row)
        ordinates.extend(float(number) for number in numbers[1:])
    absorbance = np.array(ordinates) * float(header["YFACTOR"])
    wavenumber = np.linspace(float(header["FIRSTX"]), float(header["LASTX"]), absorbance.size)
    return wavenumber, absorbance * np.log(10.0) / MOLECULES_CM2_PER_PPM_M


def _read_lblrtm(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Read an LBLRTM cross-section file: one header row, then ten columns of width 10."""
    rows = path.read_text(encoding="latin-1").splitlines()
    first, last, count = re.findall(r"[-+]?\d*\.?\d+(?:[Ee][-+]?\d+)?", rows[0][10:40])[:3]
    values = [
        float(row[at : at + 10])
        for row in rows[1:]
        for at in range(0, len(row.rstrip()), 10)
        if row[at : at + 10].strip()
    ]
    return np.linspace(float(first), float(last), int(float(count))), np.array(
        values[: int(float(count))]
    )


def methane_with_drawn_lines(path: Path) -> Gas:
    """Return methane from a target of one pass in the limit of no other methane (times 1e5).

    Its lines are drawn, so that background and plume saturate it as they would real ones.
    """
    nanometres, target = np.loadtxt(path, usecols=(1, 2)).T
    inside = (nanometres > 2080.0) & (nanometres < 2500.0)
    wavenumber = 1e7 / nanometres[inside][::-1]
    per_ppm_m = np.maximum(-target[inside][::-1], 0.0) * 1e-5
    known = _gas("methane", "L", (wavenumber, per_ppm_m / MOLECULES_CM2_PER_PPM_M), 16.04)
    return with_line_structure(
        known,
        np.random.default_rng(4),
        resolution_cm1=AVIRIS_NG_RESOLUTION_CM1,
        step_cm1=0.1,
        lines_per_cm1=LINES_PER_CM1,
    )

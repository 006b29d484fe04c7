"""Make the bundled gas library: sums of Gaussians fitted to measured spectra.

Reads the folder named by ``CATHARTES_FIELD_DATA`` (default ``../shared/data``) and writes
``src/cathartes/physics/gases/bundled.json``. Prints, for each gas, how many Gaussians were
needed and how well they stand for the spectrum. The facts that no spectrum holds (formula,
CAS number, aliases, everyday sources) come from ``tools/gas_facts.json``.

Run it as ``python tools/fit_gas_library.py [GAS ...]``; with names, only those are fitted
again and the rest of the library is kept.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from gaussian_fit import FloatArray, evaluate, fit_fixed_gaussians, fit_gaussians, quality
from scipy.ndimage import gaussian_filter1d

from cathartes.units import MOLECULES_CM2_PER_PPM_M

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "cathartes" / "physics" / "gases" / "bundled.json"
ATOMIC_MASS = {
    "H": 1.008, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998, "P": 30.974, "S": 32.06,
    "Cl": 35.45, "Br": 79.904, "I": 126.904,
}  # fmt: skip
FWHM_PER_SIGMA = 2.3548200450309493

LINE_RICH = {"ammonia": "NH3", "phosphine": "PH3", "ethylene": "C2H4", "methanol": "CH3OH"}
"""Fitted to the line-by-line spectrum at LINE_RESOLUTION instead of 5 cm-1."""
LINE_RESOLUTION = 2.0

CLASS_ERROR = {"Q": 0.03, "L": 0.05, "S": 0.10, "B": 0.30}
"""One standard deviation of the shape, as a share of the peak, before the fit residual."""

# Above 860 cm-1 the propane and pentane spectra are the digitised baseline, and H2S is noise:
# their useful bands lie elsewhere, so only the facts are kept.
WITHOUT_LWIR_FIT = {"propane", "n-pentane", "n-heptane", "H2S", "HCl", "methane"}

# MWIR C-H bands from the measured band table (peak, FWHM, integral): band facts, class B.
MWIR_FACTS = {"propane", "n-pentane", "n-heptane"}

REMARKS = {
    "HCl": "HCl has no band between 7 and 14 um; its band lies at 3.3-3.8 um.",
    "H2S": "H2S has no useful band between 7.5 and 14 um (below 2e-21 cm2 per molecule).",
    "propane": "Alkanes have no useful band between 7.5 and 14 um; theirs lie near 3.4 um.",
    "n-pentane": "Alkanes have no useful band between 7.5 and 14 um; theirs lie near 3.4 um.",
    "n-heptane": "Alkanes have no useful band between 7.5 and 14 um; theirs lie near 3.4 um.",
    "methane": "The bundled library knows the bands of methane at 1.6-1.8 and 2.1-2.5 um, "
    "not the one at 7.7 um.",
    "CFC-11": "Only the band at 847 cm-1 was measured; a second one lies near 1085 cm-1.",
    "HCN": "Only the wing of the band at 712 cm-1 was measured.",
    "acetylene": "Only part of the band at 730 cm-1 was measured.",
    "methanol": "Fitted between 900 and 1100 cm-1 only; a weak band lies near 1345 cm-1.",
}


class Segment(NamedTuple):
    """A piece of spectrum to be fitted."""

    nu: FloatArray
    sigma: FloatArray
    resolution: float


class Measured(NamedTuple):
    """Where a gas's class and source are said."""

    source_class: str
    source: str


def field_data() -> Path:
    """Return the folder of spectra."""
    root = Path(os.environ.get("CATHARTES_FIELD_DATA", ROOT.parent / "shared" / "data"))
    return root / "spectra"


def measured_sources(folder: Path) -> dict[str, Measured]:
    """Return class and source by gas name, from the measured band table."""
    with (folder / "bands" / "band_table_measured.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    return {row["gas"].replace(" (MEK)", ""): Measured(row["class"], row["source"]) for row in rows}


def five_wavenumber_segment(folder: Path, name: str) -> Segment | None:
    """Return the 5 cm-1 spectrum where it was measured."""
    table = np.load(folder / "bands" / "xsec_5cm1_740_1349.npz")
    key = {"2-butanone": "2-butanone_(MEK)"}.get(name, name.replace(" ", "_"))
    if key not in table.files:
        return None
    nu, sigma = table["nu"].astype(np.float64), table[key].astype(np.float64)
    measured = np.isfinite(sigma)
    return Segment(nu[measured], sigma[measured], 5.0)


def line_by_line_segment(folder: Path, stem: str) -> Segment:
    """Return a line-by-line spectrum, degraded and without the ends the degrading spoils."""
    table = np.load(folder / "line_by_line" / f"{stem}_LBL_296K_1atm_0p02.npz")
    nu, sigma = table["nu"], table["sigma"]
    step = nu[1] - nu[0]
    smooth = gaussian_filter1d(sigma, LINE_RESOLUTION / FWHM_PER_SIGMA / step)
    edge = int(2.0 * LINE_RESOLUTION / step)
    kept = slice(edge, -edge, int(LINE_RESOLUTION / 4.0 / step))
    return Segment(nu[kept], smooth[kept], LINE_RESOLUTION)


def methane_segments(folder: Path) -> Iterator[Segment]:
    """Return one-way methane absorption from the AVIRIS-NG unit absorption target.

    The file gives d ln(radiance) / d(ppm m) times 1e5 for light that passes the plume twice;
    see docs/adr for how the factor and the air mass were checked.
    """
    table = np.loadtxt(
        folder / "ch4_swir_targets" / "avirisng_ch4_unit_absorption_425ch.txt", usecols=(1, 2)
    )
    for first_nm, last_nm in ((2120.0, 2500.0), (1600.0, 1830.0)):
        inside = (table[:, 0] > first_nm) & (table[:, 0] < last_nm)
        nu = 1e7 / table[inside, 0][::-1]
        one_way = -table[inside, 1][::-1] * 1e-5 / METHANE_AIR_MASS
        yield Segment(
            nu, one_way / MOLECULES_CM2_PER_PPM_M, METHANE_FWHM_NM * 1e-7 * nu.mean() ** 2
        )


METHANE_AIR_MASS = 2.15
METHANE_FWHM_NM = 5.6


def molar_mass(formula: str) -> float:
    """Return g/mol of a formula such as C2H4Cl2."""
    import re

    parts = re.findall(r"([A-Z][a-z]?)(\d*)", formula)
    return round(sum(ATOMIC_MASS[atom] * int(count or 1) for atom, count in parts), 3)


def noise_of(segment: Segment) -> float:
    """Return the noise of a spectrum from the quietest half of its fine structure."""
    smooth = gaussian_filter1d(segment.sigma, 6.0)
    rough = np.abs(segment.sigma - smooth)
    # A short spectrum is all band: what looks rough there is structure.
    return float(1.4826 * np.median(np.sort(rough)[: len(rough) // 2])) * (len(rough) > 300)


def mwir_facts(folder: Path, name: str) -> list[list[float]]:
    """Return one Gaussian of the measured peak and area at the C-H stretch."""
    with (folder / "bands" / "band_table_measured.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            if row["gas"] == name and row["region"] == "MWIR-CH" and row["flag"] == "ok":
                area, peak = (
                    float(row["integral_cm_per_molecule"]),
                    float(row["sigma_peak_5cm1_cm2"]),
                )
                return [[float(row["peak_cm1"]), round(area / peak / 1.0645, 2), peak, 5.0]]
    return []


def fit_gas(folder: Path, name: str, facts: dict[str, Any], sources: dict[str, Measured]) -> Any:
    """Return the library entry of one gas."""
    known = sources.get(name, Measured("B", "band facts"))
    segments: list[Segment] = []
    if name == "methane":
        known = Measured(
            "L",
            "AVIRIS-NG unit absorption target, 425 channels (radiative transfer on HITRAN "
            f"methane), divided by an air mass of {METHANE_AIR_MASS}",
        )
        segments = list(methane_segments(folder))
    elif name in LINE_RICH:
        segments = [line_by_line_segment(folder, LINE_RICH[name])]
    elif name not in WITHOUT_LWIR_FIT:
        segment = five_wavenumber_segment(folder, name)
        segments = [] if segment is None else [segment]
    bands: list[list[float]] = []
    windows: list[list[float]] = []
    residual = 0.0
    peak = max((float(s.sigma.max()) for s in segments), default=0.0)
    for segment in segments:
        noise = noise_of(segment) / float(segment.sigma.max())
        if name == "methane":
            fitted = fit_fixed_gaussians(segment.nu, segment.sigma, segment.resolution)
        else:
            fitted = fit_gaussians(
                segment.nu,
                segment.sigma,
                segment.resolution,
                max_rms=0.002,
                floor=max(0.0005, noise),
            )
        correlation, area = quality(fitted, segment.nu, segment.sigma)
        left = float(np.std(evaluate(fitted, segment.nu) - segment.sigma)) / peak
        residual = max(residual, left)
        print(
            f"{name:24s} {segment.nu[0]:6.0f}-{segment.nu[-1]:6.0f} {segment.resolution:5.1f} "
            f"{len(fitted):4d} {correlation:.5f} {area:.4f} rms/peak {left:.4f} "
            f"noise/peak {noise:.4f}",
            flush=True,
        )
        bands += [
            [round(c, 2), round(w, 3), float(f"{p:.4g}"), round(segment.resolution, 2)]
            for c, w, p in fitted
        ]
        windows.append([round(float(segment.nu[0]), 1), round(float(segment.nu[-1]), 1)])
    if name in MWIR_FACTS:
        bands += mwir_facts(folder, name)
        windows.append([2700.0, 3200.0])
        known = Measured("B", known.source + "; one Gaussian of the measured peak and area")
    if not bands:
        known = Measured("B", "no usable band is known to this library")
    return {
        "formula": facts["formula"],
        "cas_number": facts["cas"],
        "molar_mass_g_per_mol": molar_mass(facts["formula"]),
        "source_class": known.source_class,
        "temperature_k": 296.0,
        "pressure_hpa": 1013.25,
        "source": known.source,
        "relative_error": round(float(np.hypot(CLASS_ERROR[known.source_class], residual)), 4),
        "aliases": facts["aliases"],
        "ordinary_sources": facts["ordinary_sources"],
        "remarks": [REMARKS[name]] if name in REMARKS else [],
        "windows_cm1": windows,
        "bands": bands,
    }


def write_library(entries: dict[str, Any]) -> None:
    """Write one gas a line group, so that a change of one gas is a small difference."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    head = {
        "name": "bundled",
        "bands": "centre cm-1, FWHM cm-1, peak cm2 per molecule (natural logarithm), "
        "FWHM in cm-1 of the resolution the peak and width were measured at",
    }
    lines = [json.dumps(head)[:-1] + ', "gases": {']
    for index, (name, entry) in enumerate(entries.items()):
        comma = "," if index + 1 < len(entries) else ""
        lines.append(f"{json.dumps(name)}: {json.dumps(entry)}{comma}")
    TARGET.write_text("\n".join([*lines, "}}"]) + "\n", encoding="utf-8")


def main(only: list[str]) -> None:
    """Fit every gas, or those named."""
    folder = field_data()
    facts = json.loads((ROOT / "tools" / "gas_facts.json").read_text(encoding="utf-8"))
    sources = measured_sources(folder)
    before = {}
    if only and TARGET.exists():
        before = json.loads(TARGET.read_text(encoding="utf-8"))["gases"]
    entries = {
        name: before[name]
        if name in before and name not in only
        else fit_gas(folder, name, gas_facts, sources)
        for name, gas_facts in facts.items()
    }
    write_library(entries)


if __name__ == "__main__":
    main(sys.argv[1:])

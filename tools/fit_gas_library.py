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
from methane_consensus import consensus
from scipy.ndimage import gaussian_filter1d

from cathartes.io.spectra import jcamp
from cathartes.model.gas import Gas
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

GAS_ERROR = {"methane": 0.08, "CFC-11": 0.15, "methanol": 0.06}
"""Where the class says too little. Methane: its two sources differ by 5 %, what it takes of the
light changes by 5 % with sun height and its own column, its shape is known to 3 %. CFC-11 and
methanol lack a second band."""
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
    "not the one at 7.7 um; its absorption is that seen through the whole atmosphere.",
    "CFC-11": "Only the band at 847 cm-1 was measured; a second one lies near 1085 cm-1.",
    "HCN": "Only the wing of the band at 712 cm-1 was measured.",
    "acetylene": "Only part of the band at 730 cm-1 was measured.",
    "methanol": "Fitted between 900 and 1100 cm-1 only; a weak band lies near 1345 cm-1.",
}


QUANTITATIVE_SOURCE = {
    "Q": "NIST SRD 79 quantitative infrared database, 296 K, 1 atm",
    "S": "Coblentz Society sheet, digitised transmittance (semi-quantitative)",
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


def quantitative_segments(gas: Gas) -> Iterator[Segment]:
    """Return the measured pieces of a full-resolution spectrum, degraded to 5 cm-1.

    Below 690 and between 2270 and 2400 cm-1 the carbon dioxide in the spectrometer shows.
    """
    nu, sigma = gas.spectrum.wavenumber_cm1, gas.spectrum.cross_section_cm2
    step = float(nu[1] - nu[0])
    width = np.sqrt(5.0**2 - gas.spectrum.resolution_cm1**2)
    midwave = (2440.0, 2560.0) if gas.formula == "SO2" else (2400.0, 3200.0)
    for first, last in ((690.0, 1400.0), midwave):
        inside = (nu > first - 20.0) & (nu < last + 20.0) & np.isfinite(sigma)
        if not inside.any():
            continue
        smooth = gaussian_filter1d(sigma[inside], width / FWHM_PER_SIGMA / step)
        grid = np.arange(max(first, nu[inside][0] + 10.0), min(last, nu[inside][-1] - 10.0), 1.0)
        yield Segment(grid, np.interp(grid, nu[inside], smooth), 5.0)


def importable(folder: Path, cas_number: str) -> Gas | None:
    """Return the full-resolution spectrum of a gas that the folder holds, by CAS number."""
    files = [*sorted((folder / "nist_quant").glob("*.jdx"))]
    files += [folder / "semi_quant" / "hydrogen_chloride_TRAP.jdx"]
    for file in files:
        gas = jcamp.read(file)
        if gas.cas_number == cas_number:
            return gas
    return None


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
    """Return what methane near the ground takes from light that crossed the whole atmosphere."""
    for nu, depth_per_ppm_m, resolution in consensus(folder / "ch4_swir_targets"):
        yield Segment(nu, depth_per_ppm_m / MOLECULES_CM2_PER_PPM_M, resolution)


MOST_RMS = 0.002
FINER_RMS = {"1,1,1-trichloroethane": 0.0005, "p-xylene": 0.0005}
"""Gases whose strongest band lies outside the channels of most instruments."""
MOST_NOISE = 0.02
WEAKEST_BAND_CM2 = 3e-21


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
            "geometric mean of the AVIRIS-NG and EMIT methane targets (HITRAN methane), one way, "
            "as seen through the methane of the atmosphere; level for columns below 4000 ppm m",
        )
        segments = list(methane_segments(folder))
    elif name in LINE_RICH:
        segments = [line_by_line_segment(folder, LINE_RICH[name])]
    elif (gas := importable(folder, facts["cas"])) is not None:
        segments = list(quantitative_segments(gas))
        known = Measured(gas.source_class, QUANTITATIVE_SOURCE[gas.source_class])
    elif name not in WITHOUT_LWIR_FIT:
        segment = five_wavenumber_segment(folder, name)
        segments = [] if segment is None else [segment]
    bands: list[list[float]] = []
    windows: list[list[float]] = []
    residual = 0.0
    peak = max((float(s.sigma.max()) for s in segments), default=0.0)
    for segment in segments:
        noise = noise_of(segment) / float(segment.sigma.max())
        # In the thermal window every band counts, beside a stronger one elsewhere or not.
        is_thermal = segment.nu[0] < 2000.0
        target = FINER_RMS.get(name, MOST_RMS)
        share = 1.0 if is_thermal else float(segment.sigma.max()) / peak
        weak = name != "methane" and segment.sigma.max() < WEAKEST_BAND_CM2
        if noise > MOST_NOISE or weak:
            continue
        if name == "methane":
            fitted = fit_fixed_gaussians(segment.nu, segment.sigma, segment.resolution)
        else:
            fitted = fit_gaussians(
                segment.nu,
                segment.sigma,
                segment.resolution,
                max_rms=float(np.clip(target / share, target, 0.01)),
                floor=max(0.25 * target / share, noise),
            )
        correlation, area = quality(fitted, segment.nu, segment.sigma)
        if segment.nu[0] > 2000.0 and not _is_true_to(correlation, area):
            print(f"{name:24s} near {segment.nu.mean():.0f} left out: {correlation:.4f} {area:.3f}")
            continue
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
        "relative_error": round(
            float(np.hypot(GAS_ERROR.get(name, CLASS_ERROR[known.source_class]), residual)), 4
        ),
        "aliases": facts["aliases"],
        "ordinary_sources": facts["ordinary_sources"],
        "remarks": [REMARKS[name]] if name in REMARKS else [],
        "windows_cm1": windows,
        "bands": bands,
    }


def _is_true_to(correlation: float, area: float) -> bool:
    """Outside the thermal window a weak band on a crooked baseline is better left out."""
    return correlation > 0.999 and abs(area - 1.0) < 0.02


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

"""Methane in sunlight: what is published of it agrees once each file's convention is known.

AVIRIS-NG's target: one pass, no other methane. EMIT's: slope of log radiance over 0-64 000 ppm m,
two passes, under the methane of the atmosphere. The radiance table of mag1c: two passes, air mass
2.05. All are natural logarithms, the targets times 1e5. The bundled methane is one vertical pass.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from benchmarks.scenery.methane_table import (
    TABLE_AIR_MASS,
    has_methane_table,
    methane_gas,
    methane_transmittance,
)
from benchmarks.scenery.truth_spectra import methane_with_drawn_lines
from cathartes.model.instrument import Instrument
from cathartes.physics.gases import channel_absorption, load_library
from cathartes.units import MOLECULES_CM2_PER_PPM_M

pytestmark = pytest.mark.field
BANDS_UM = ((2.12, 2.48), (1.60, 1.83))
METHANE = load_library().gases["methane"]
AVIRIS_NG = "avirisng_ch4_unit_absorption_425ch.txt"
EMIT = "emit20220815t042838_ch4_target.txt"
needs_table = pytest.mark.skipif(
    not has_methane_table(),
    reason="compares with the table inside the peer mag1c, which only `make bench` installs",
)


def published(field_data: Path, file: str, fwhm_nm: float) -> tuple[Instrument, np.ndarray]:
    table = np.loadtxt(field_data / "spectra" / "ch4_swir_targets" / file, usecols=(1, 2))
    width = np.full(len(table), fwhm_nm * 1e-3)
    return Instrument(file, table[:, 0] * 1e-3, width), -table[:, 1] * 1e-5


def likeness_and_level(
    instrument: Instrument, other: np.ndarray, band: tuple[float, float]
) -> tuple[float, float]:
    """Return correlation with the bundled methane, and level over it."""
    inside = (instrument.wavelength_um > band[0]) & (instrument.wavelength_um < band[1])
    own = channel_absorption(METHANE, instrument)[inside]
    return float(np.corrcoef(own, other[inside])[0, 1]), float(other[inside].sum() / own.sum())


@pytest.mark.parametrize(("band", "alike"), list(zip(BANDS_UM, (0.98, 0.965), strict=True)))
def test_bundled_methane_is_the_lone_target_lowered(
    field_data: Path, band: tuple[float, float], alike: float
) -> None:
    likeness, level = likeness_and_level(*published(field_data, AVIRIS_NG, 5.8), band)
    assert likeness > alike
    # The atmosphere's methane has darkened a fifth to a third of the lines' area already.
    assert 1.1 < level < 1.5


@pytest.mark.parametrize(("band", "alike"), list(zip(BANDS_UM, (0.97, 0.93), strict=True)))
def test_bundled_methane_times_an_air_mass_is_the_target_of_emit(
    field_data: Path, band: tuple[float, float], alike: float
) -> None:
    likeness, level = likeness_and_level(*published(field_data, EMIT, 8.5), band)
    assert likeness > alike
    # Two passes at 57 degrees from the zenith (2.85), and up to 64 000 ppm m that saturate.
    assert 1.6 < level < 2.85


@pytest.mark.parametrize("band", BANDS_UM)
def test_bundled_methane_lies_between_the_two_targets(
    field_data: Path, band: tuple[float, float]
) -> None:
    emit, saturated = published(field_data, EMIT, 8.5)
    fine, lone = published(field_data, AVIRIS_NG, 5.8)
    # 6.2 nm more, on samples that are 5 nm apart, make 5.8 nm into 8.5.
    coarse = np.interp(emit.wavelength_um, fine.wavelength_um, gaussian_filter1d(lone, 0.53))
    apart = (emit.wavelength_um > band[0]) & (emit.wavelength_um < band[1])
    between = float(np.corrcoef(coarse[apart], saturated[apart])[0, 1])
    for target in (coarse, saturated):
        assert likeness_and_level(emit, target, band)[0] > between + 0.02


@needs_table
@pytest.mark.parametrize("fwhm_nm", [5.8, 7.4, 10.0])
@pytest.mark.parametrize("band", BANDS_UM)
def test_bundled_methane_is_what_small_columns_do_to_the_radiance_table(
    band: tuple[float, float], fwhm_nm: float
) -> None:
    centre = np.arange(1.55, 2.50, fwhm_nm * 1e-3)
    instrument = Instrument("any", centre, np.full(len(centre), fwhm_nm * 1e-3))
    slope = -methane_transmittance(instrument).slope_per_ppm_m / TABLE_AIR_MASS
    likeness, level = likeness_and_level(instrument, slope, band)
    assert likeness > 0.98
    assert level == pytest.approx(1.0, abs=METHANE.relative_error)


@needs_table
@pytest.mark.parametrize("band", BANDS_UM)
def test_lone_target_is_one_pass_of_the_radiance_table(
    field_data: Path, band: tuple[float, float]
) -> None:
    instrument, lone = published(field_data, AVIRIS_NG, 5.8)
    inside = (instrument.wavelength_um > band[0]) & (instrument.wavelength_um < band[1])
    table = channel_absorption(methane_gas(), instrument)[inside]
    assert np.corrcoef(table, lone[inside])[0, 1] > 0.995
    assert lone[inside].sum() / table.sum() == pytest.approx(1.0, abs=0.08)


@needs_table
def test_air_mass_of_the_table_is_that_of_a_known_group_of_lines() -> None:
    spectrum = methane_gas().spectrum
    inside = (spectrum.wavenumber_cm1 > 6046.0) & (spectrum.wavenumber_cm1 < 6048.0)
    area = np.trapezoid(spectrum.cross_section_cm2[inside], spectrum.wavenumber_cm1[inside])
    # The three lines of R(3) in 2 nu3 at 296 K; 4 % of them lies outside, neighbours inside.
    assert area == pytest.approx(3.17e-21, rel=0.05)


def test_drawn_lines_leave_the_target_as_it_was(field_data: Path) -> None:
    file = field_data / "spectra" / "ch4_swir_targets" / AVIRIS_NG
    spectrum = methane_with_drawn_lines(file).spectrum
    instrument, lone = published(field_data, AVIRIS_NG, 5.8)
    nu = instrument.wavenumber_cm1[::-1]
    inside = (nu > 4100.0) & (nu < 4600.0)
    fine = (spectrum.wavenumber_cm1 > 4100.0) & (spectrum.wavenumber_cm1 < 4600.0)
    own = spectrum.cross_section_cm2[fine].mean() * MOLECULES_CM2_PER_PPM_M
    target = np.trapezoid(lone[::-1][inside], nu[inside]) / np.ptp(nu[inside])
    assert own == pytest.approx(target, rel=0.03)
    assert spectrum.cross_section_cm2.max() > 3.0 * lone.max() / MOLECULES_CM2_PER_PPM_M

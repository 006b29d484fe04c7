"""The bundled gas library made fit for a simulation.

Whoever has measured spectra should pass those: a scene made from the bundled library and searched
with it is easier than the world. That is why the demo's spectra are bent a little first.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from attrs import evolve

from cathartes.model.gas import AbsorptionSpectrum, Gas
from cathartes.physics.gases import load_library, select_gases
from cathartes.simulate.plume.line_structure import with_line_structure

SOLAR_CM1 = (3900.0, 5200.0)
"""Where sunlit scenes are simulated; bands there get lines, at the resolution they have."""


def bent_spectra(names: Iterable[str], rng: np.random.Generator) -> dict[str, Gas]:
    """Return gases of the bundled library, each a little off.

    Wavenumbers are shifted by up to 0.4 cm-1 and stretched by 0.02 %, intensities tilted by a
    few per cent, as two laboratories would differ. Bands at 2-2.5 um get lines.

    Parameters
    ----------
    names : iterable of str
        Library names or aliases.
    rng : numpy.random.Generator

    Raises
    ------
    OptionError
        A gas is not in the library.
    """
    wanted = list(names)
    if not wanted:  # to select nothing would mean the whole library
        return {}
    return {gas.name: _bend(gas, rng) for gas in select_gases(load_library(), wanted)}


def _bend(gas: Gas, rng: np.random.Generator) -> Gas:
    own = gas.spectrum
    if not own.wavenumber_cm1.size:  # nothing that absorbs here is known of it
        return gas
    wavenumber = own.wavenumber_cm1 * (1.0 + rng.normal(0.0, 1e-4)) + rng.uniform(-0.4, 0.4)
    span = (wavenumber - wavenumber.mean()) / max(float(np.ptp(wavenumber)), 1.0)
    gain = 1.0 + rng.normal(0.0, 0.02) + rng.normal(0.0, 0.05) * span
    bent = evolve(
        gas,
        spectrum=AbsorptionSpectrum(wavenumber, own.cross_section_cm2 * gain, own.resolution_cm1),
        source=f"{gas.source}; bent",
    )
    solar = np.flatnonzero((wavenumber > SOLAR_CM1[0]) & (wavenumber < SOLAR_CM1[1]))
    if solar.size < 2:
        return bent
    high = AbsorptionSpectrum(
        wavenumber[solar], bent.spectrum.cross_section_cm2[solar], own.resolution_cm1
    )
    lined = with_line_structure(
        evolve(bent, spectrum=high), rng, resolution_cm1=max(own.resolution_cm1, 2.0)
    ).spectrum
    below = wavenumber < lined.wavenumber_cm1[0]
    whole = AbsorptionSpectrum(
        np.concatenate([wavenumber[below], lined.wavenumber_cm1]),
        np.concatenate([bent.spectrum.cross_section_cm2[below], lined.cross_section_cm2]),
    )
    return evolve(bent, spectrum=whole)

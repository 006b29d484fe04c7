"""Thermal emission or reflected sunlight: which half of an instrument serves the question."""

from __future__ import annotations

import numpy as np

from cathartes.detection.block.prepare import channels_of_regime
from cathartes.detection.block.working_units import Regime
from cathartes.errors import InstrumentError
from cathartes.model.gas import GasLibrary
from cathartes.model.instrument import Instrument
from cathartes.model.scene import Scene
from cathartes.physics.gases.channels import channel_library


def choose_regime(scene: Scene, library: GasLibrary) -> tuple[Regime, dict[str, str]]:
    """Return the regime in which more of the asked gases can be seen.

    Returns
    -------
    regime : {"thermal", "solar"}
    invisible : dict of str to str
        Gases that cannot be seen in it, with the reason.

    Raises
    ------
    InstrumentError
        Where no asked gas has a band in any good channel.
    """
    best: tuple[int, Regime, dict[str, str]] | None = None
    refusals: list[str] = []
    regimes: tuple[Regime, Regime] = ("thermal", "solar")
    for regime in regimes:
        chosen = channels_of_regime(scene, regime)
        if len(chosen) < 5:
            continue
        part = Instrument(
            scene.instrument.name,
            scene.instrument.wavelength_um[chosen],
            scene.instrument.fwhm_um[chosen],
        )
        try:
            seen = channel_library(library, part)
        except InstrumentError as nothing:
            refusals.append(str(nothing))
            continue
        if seen.names and (best is None or len(seen.names) > best[0]):
            best = (len(seen.names), regime, dict(seen.invisible))
    if best is None:
        wavelength = scene.instrument.wavelength_um
        asked = [gas.name for gas in library]
        shown = ", ".join(asked[:6]) + (" ..." if len(asked) > 6 else "")
        if refusals:
            raise InstrumentError(refusals[0])
        raise InstrumentError.about(
            scene.name,
            "wavelength",
            found=f"{int(np.sum(scene.good_bands))} good channels, "
            f"{wavelength.min():.2f} to {wavelength.max():.2f} um",
            expected=f"at least five channels in a band of an asked gas ({shown})",
            remedy="The thermal gases need 7 to 14 um, methane 2.0 to 2.5 um.",
        )
    return best[1], best[2]

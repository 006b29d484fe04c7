"""Ready-made settings: the demo, small scenes for tests, and draws of emitters.

The benchmark has its own settings; none of these is used to measure anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from cathartes.physics.gases import load_library, select_gases
from cathartes.simulate.settings import (
    ArtefactSettings,
    AtmosphereSettings,
    EmitterSettings,
    GasShare,
    SceneSettings,
    SurfaceSettings,
    TemperatureSettings,
    WindSettings,
)

GasMixture = Sequence[tuple[str, float]]
"""Names with their relative amounts, by molecules."""


def draw_emitters(
    rng: np.random.Generator,
    mixtures: Sequence[GasMixture],
    snr: tuple[float, float],
    *,
    wide_share: float = 0.25,
    excess_k: tuple[float, float] = (-3.0, 12.0),
) -> tuple[EmitterSettings, ...]:
    """Draw one emitter for each mixture.

    Parameters
    ----------
    rng : numpy.random.Generator
    mixtures : sequence of sequence of (str, float)
    snr : (float, float)
        Range of the mean true SNR of the 50 strongest pixels, drawn in its logarithm.
    wide_share : float
        Share of emitters that are areas of 8-25 m instead of vents.
    excess_k : (float, float)
        Range of the gas's temperature above the air at the source.
    """
    emitters = []
    for mixture in mixtures:
        wide = rng.random() < wide_share
        emitters.append(
            EmitterSettings(
                gases=tuple(GasShare(name=name, share=share) for name, share in mixture),
                radius_m=float(rng.uniform(8.0, 25.0) if wide else rng.uniform(0.3, 2.5)),
                release_height_m=float(rng.uniform(1.0, 20.0)),
                temperature_excess_k=float(rng.uniform(*excess_k)),
                excess_decay_m=float(rng.uniform(15.0, 90.0)),
                target_snr=float(np.exp(rng.uniform(*np.log(snr)))),
                duration_s=float(rng.uniform(60.0, 400.0)),
                pulsation=float(rng.uniform(0.1, 1.0)),
                pulse_s=float(rng.uniform(5.0, 25.0)),
                intermittency=float(rng.uniform(0.5, 1.6)),
            )
        )
    return tuple(emitters)


def demo_settings(seed: int = 7) -> SceneSettings:
    """Return the demo: 160 x 200 pixels, 128 channels, three plumes, one of them a mixture."""
    rng = np.random.default_rng([seed, 11])
    mixtures: list[GasMixture] = [
        [("ammonia", 1.0)],
        [("acetone", 1.0), ("ethyl acetate", 0.6)],
        [("SF6", 1.0)],
    ]
    return SceneSettings(
        name="demo",
        instrument="Mako class",
        lines=160,
        samples=200,
        pixel_size_m=2.0,
        wind=WindSettings(speed_m_s=2.5, from_direction_deg=float(rng.uniform(0.0, 360.0))),
        atmosphere=AtmosphereSettings(line_seed=seed, platform_height_m=2000.0),
        emitters=draw_emitters(rng, mixtures, (18.0, 30.0)),
    )


def small_settings(seed: int = 0, mixtures: Sequence[GasMixture] = ()) -> SceneSettings:
    """Return a scene of 48 x 64 pixels that is made in a second or two, for tests."""
    rng = np.random.default_rng([seed, 12])
    return SceneSettings(
        name="small",
        instrument="OWL",
        lines=48,
        samples=64,
        pixel_size_m=3.0,
        step_cm1=0.5,
        surface=SurfaceSettings(hot_spots=1, building_density=0.08, road_spacing_m=100.0),
        temperature=TemperatureSettings(sun=0.8),
        atmosphere=AtmosphereSettings(line_seed=seed),
        artefacts=ArtefactSettings(dead_channels=0, dead_columns=0, noisy_channels=0, hot_pixels=0),
        emitters=draw_emitters(rng, mixtures, (20.0, 20.0)),
    )


def solar_demo_settings(seed: int = 7, gas: str = "methane") -> SceneSettings:
    """Return a small SWIR scene with two plumes of one gas."""
    rng = np.random.default_rng([seed, 13])
    return SceneSettings(
        name="demo_swir",
        kind="swir",
        instrument="AVIRIS-NG",
        lines=160,
        samples=200,
        pixel_size_m=4.0,
        step_cm1=0.2,
        wind=WindSettings(speed_m_s=3.5, from_direction_deg=float(rng.uniform(0.0, 360.0))),
        atmosphere=AtmosphereSettings(
            line_seed=seed, platform_height_m=6000.0, haze=0.05, water_g_cm2=1.4
        ),
        artefacts=ArtefactSettings(field_of_view_deg=34.0),
        emitters=draw_emitters(rng, [[(gas, 1.0)], [(gas, 1.0)]], (15.0, 30.0)),
    )


_USUAL_MIXTURES = (("ammonia",), ("acetone", "ethyl acetate"), ("SF6",))


def settings_for(
    kind: Literal["lwir", "swir"],
    seed: int,
    plumes: int,
    mixtures: Sequence[Sequence[str]] = (),
    *,
    snr: float = 20.0,
    instrument: str | None = None,
    shape: tuple[int, int] = (160, 200),
    name: str | None = None,
) -> SceneSettings:
    """Return the demo's surroundings with plumes of one's own choice.

    Parameters
    ----------
    kind : {"lwir", "swir"}
    seed : int
    plumes : int
        Number of emitters.
    mixtures : sequence of sequence of str
        Library names of the gases of each plume, used in turn; names by alias are resolved.
    snr : float
        Mean true SNR of each plume's 50 strongest pixels.
    instrument : str, optional
    shape : (int, int)
        Lines and samples.
    name : str, optional

    Raises
    ------
    OptionError
        A gas is not in the bundled library.
    """
    usual = _USUAL_MIXTURES if kind == "lwir" else (("methane",),)
    resolved = [
        tuple((gas.name, 1.0) for gas in select_gases(load_library(), mixture))
        for mixture in (mixtures or usual)
    ]
    base = demo_settings(seed) if kind == "lwir" else solar_demo_settings(seed)
    chosen = [resolved[index % len(resolved)] for index in range(plumes)]
    rng = np.random.default_rng([seed, 14])
    return base.model_copy(
        update={
            "emitters": draw_emitters(rng, chosen, (snr, snr)),
            "instrument": instrument or base.instrument,
            "lines": shape[0],
            "samples": shape[1],
            "name": name or f"{kind}-{seed}",
        }
    )

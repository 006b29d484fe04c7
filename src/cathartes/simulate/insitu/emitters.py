"""Where the sources of a simulated site are, how much they emit and when."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.kernels.lagrangian.drifting_puffs import drift_puffs
from cathartes.simulate.insitu.air.processes import draw_log_even, ornstein_uhlenbeck
from cathartes.simulate.insitu.air.true_air import TrueAir
from cathartes.simulate.insitu.settings import SensedGas, SourcesSettings
from cathartes.simulate.insitu.truth import SourceTruth

SECONDS_PER_HOUR = 3600.0


@frozen(eq=False)
class Emitter:
    """A source before anything is sensed of it.

    Attributes
    ----------
    place_m : (3,) float64
    rate_kg_per_h : (step,) float64
        Of the first gas; 0 while it is off.
    share : (gas,) float64
        Rate of each gas over that of the first.
    size_m : float
        1-sigma size of the opening and of its own mixing.
    """

    place_m: NDArray[np.float64]
    rate_kg_per_h: NDArray[np.float64]
    share: NDArray[np.float64]
    size_m: float


def draw_count(rng: np.random.Generator, settings: SourcesSettings) -> int:
    """Draw the number of sources."""
    drawn = int(rng.choice(settings.counts))
    return drawn if settings.count is None else settings.count


def draw_emitter(
    rng: np.random.Generator,
    settings: SourcesSettings,
    gases: tuple[SensedGas, ...],
    place_m: tuple[float, float],
    air: TrueAir,
    rate_factor: float = 1.0,
) -> Emitter:
    """Draw rate, height, shares and the times it is on."""
    rate = rate_factor * draw_log_even(rng, settings.rate_kg_per_h)
    pulses = settings.pulsation * ornstein_uhlenbeck(rng, air.n_steps, air.step_s, settings.pulse_s)
    series = rate * np.exp(pulses - 0.5 * settings.pulsation**2)
    if rng.uniform() < settings.switched_share:
        series = series * _switched(rng, settings, air)
    return Emitter(
        place_m=np.array([*place_m, draw_log_even(rng, settings.height_m)]),
        rate_kg_per_h=series,
        share=np.array(
            [1.0] + [gas.share * np.exp(gas.share_log_std * rng.normal()) for gas in gases[1:]]
        ),
        size_m=float(rng.uniform(0.3, 1.5)),
    )


def _switched(
    rng: np.random.Generator, settings: SourcesSettings, air: TrueAir
) -> NDArray[np.float64]:
    """Return 1 where the source is on, 0 where off; it is on at some time of the second half."""
    is_on = np.zeros(air.n_steps)
    while not is_on[air.n_steps // 2 :].any():
        state, at = bool(rng.uniform() < 0.5), 0
        is_on[:] = 0.0
        while at < air.n_steps:
            length = draw_log_even(rng, settings.on_s if state else settings.off_s)
            until = at + max(int(length / air.step_s), 1)
            is_on[at:until] = float(state)
            state, at = not state, until
    return is_on


def sense_emitter(
    rng: np.random.Generator,
    emitter: Emitter,
    air: TrueAir,
    obstacles: NDArray[np.float64],
    receptors_m: NDArray[np.float64],
    moment: NDArray[np.float64],
    reach_m: float,
) -> NDArray[np.float64]:
    """Return the concentration of the first gas at the receptors, (step, receptor), kg m-3."""
    return drift_puffs(
        rng,
        air.step_s,
        emitter.place_m,
        emitter.size_m,
        emitter.rate_kg_per_h / SECONDS_PER_HOUR * air.step_s,
        air.wind_m_s,
        np.stack([air.friction_velocity_m_s, air.obukhov_length_m, air.mixing_height_m], axis=1),
        air.sigma_v_m_s,
        air.memory_s,
        air.release_memory_s,
        air.diffusivity_factor,
        air.roughness_m,
        obstacles,
        receptors_m,
        moment,
        reach_m,
    )


def describe_emitter(
    emitter: Emitter,
    gases: tuple[SensedGas, ...],
    air: TrueAir,
    first_step: int,
    peak_signal_to_noise: float,
) -> SourceTruth:
    """Return what is true of an emitter from ``first_step`` on, when observing begins."""
    rate = emitter.rate_kg_per_h[first_step:]
    is_on = rate > 0.0
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_on, [False]]).astype(np.int8)))
    begin_s = air.start_s + first_step * air.step_s
    return SourceTruth(
        easting_m=float(emitter.place_m[0]),
        northing_m=float(emitter.place_m[1]),
        height_m=float(emitter.place_m[2]),
        emission_rate_kg_per_h={
            gas.name: float(share * rate.mean())
            for gas, share in zip(gases, emitter.share, strict=True)
        },
        emission_rate_while_on_kg_per_h={
            gas.name: float(share * rate[is_on].mean())
            for gas, share in zip(gases, emitter.share, strict=True)
        },
        on_s=tuple(
            (float(begin_s + air.step_s * start), float(begin_s + air.step_s * stop))
            for start, stop in zip(edges[::2], edges[1::2], strict=True)
        ),
        peak_signal_to_noise=peak_signal_to_noise,
    )

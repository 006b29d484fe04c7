"""How well each world explains the legs that were flown and the means that were taken."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cathartes.location.legs.options import LegOptions
from cathartes.location.legs.worlds.draws import Air, Worlds
from cathartes.location.legs.worlds.likelihood import (
    SQRT_2PI,
    STANDS_OUT,
    STRAY_DENSITY,
    passage_log_likelihood,
    stabilised,
)
from cathartes.model.location.legs import FlownLeg, PlaceMean

Float = NDArray[np.float64]
Evidence = FlownLeg | PlaceMean


def log_likelihood(
    worlds: Worlds, seen: Sequence[Evidence], air: Air, options: LegOptions
) -> Float:
    """Return the log-likelihood of each flown leg and each mean in each world, (seen, world)."""
    out = np.zeros((len(seen), worlds.size))
    legs = [(k, one) for k, one in enumerate(seen) if isinstance(one, FlownLeg)]
    means = [(k, one) for k, one in enumerate(seen) if isinstance(one, PlaceMean)]
    if legs:
        out[[k for k, _ in legs]] = _of_legs(worlds, [one for _, one in legs], air, options)
    if means:
        out[[k for k, _ in means]] = _of_means(worlds, [one for _, one in means], air, options)
    return out


def _of_means(worlds: Worlds, means: Sequence[PlaceMean], air: Air, options: LegOptions) -> Float:
    there = worlds.means(
        np.array([one.place_m for one in means]),
        air,
        np.array([one.speed_m_s for one in means]),
        np.array([one.from_direction_deg for one in means]),
    )
    tau = options.mean_log_std
    noise = np.array([one.noise_kg_m3 for one in means])[:, None]
    seen = np.array([one.concentration_kg_m3 for one in means])[:, None]
    z = (stabilised(seen, noise, tau) - stabilised(there, noise, tau)) / tau
    near = (1.0 - options.stray) * np.exp(-0.5 * z * z) / (SQRT_2PI * tau)
    return np.asarray(np.log(near + options.stray * STRAY_DENSITY))


def _of_legs(worlds: Worlds, flown: Sequence[FlownLeg], air: Air, options: LegOptions) -> Float:
    passages = worlds.passages(
        [f.leg for f in flown],
        air,
        np.array([f.speed_m_s for f in flown]),
        np.array([f.from_direction_deg for f in flown]),
        np.array([f.is_column for f in flown]),
    )
    tau = options.passage_log_std
    power = passage_powers(flown, options.memory_s)
    out = np.zeros((len(flown), worlds.size))
    for k, f in enumerate(flown):
        noise = f.integral_noise_kg_m2
        integral = passages.whole[k]
        stands_out = f.integral_kg_m2 > STANDS_OUT * noise
        passage_log_likelihood(
            float(stabilised(np.array(f.integral_kg_m2), noise, tau)),
            f.middle_m if stands_out else np.nan,
            min(noise / max(f.integral_kg_m2, noise), 1.0),
            stabilised(integral, noise, tau),
            passages.covered[k],
            integral**2 / (integral**2 + noise**2),
            passages.middle[k],
            np.hypot(options.passage_shift * passages.breadth[k], options.shift_floor_m),
            tau,
            f.leg.length_m,
            options.stray,
            out[k],
        )
    return out * power[:, None]


def passage_powers(flown: Sequence[FlownLeg], memory_s: float) -> Float:
    """Return how much each leg counts: less where it follows soon, for gusts last.

    Two passages within the life of an eddy are nearly one passage; each likelihood is raised to
    the share of that life since the passage before, at most 1.
    """
    power = np.ones(len(flown))
    for k in range(1, len(flown)):
        since = flown[k].middle_s - flown[k - 1].middle_s
        if np.isfinite(since):
            power[k] = min(max(since / memory_s, 0.0), 1.0)
    return power

"""Unsteady air for searches: puffs that meander, break up and grow by laws that no inference uses.

The search believes in a steady Gaussian plume with Briggs's spreads; here the wind drifts and
gusts, puffs wander together and apart, grow as Taylor's theory says for turbulence drawn anew for
each search, and their content fluctuates. The mast has errors of its own.
"""

from __future__ import annotations

import math

import numba
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

Float = NDArray[np.float64]

STEP_S = 0.5
SPIN_UP_S = 900.0
OLDEST_S = 800.0


@frozen(eq=False)
class UnsteadyAir:
    """One search's truth.

    Attributes
    ----------
    source_m : (3,) float64
    rate_kg_s : float
    track_m : (step, 2) float64
        Where a parcel that began at the source at step 0 would be in the wind shared by all.
    wander_m_s : (step, 2) float64
        Wandering velocity of the puff let go at each step.
    content : (step,) float64
        Mass of the puff let go at each step over its mean.
    growth : (4,) float64
        sigma_v m/s, its time scale s, sigma_w m/s, its time scale s.
    mast : (minute, 3) float64
        One-minute speed, direction, and spread of the direction within it, as measured.
    """

    source_m: Float
    rate_kg_s: float
    track_m: Float
    wander_m_s: Float
    content: Float
    growth: Float
    mast: Float

    def concentration(self, time_s: Float, place_m: Float) -> Float:
        """Return kg m-3 of the source at places (sample, 3) and times (sample,)."""
        step = ((time_s + SPIN_UP_S) / STEP_S).astype(np.int64)
        return _sum_of_puffs(
            step,
            place_m,
            self.source_m,
            self.rate_kg_s * STEP_S,
            self.track_m,
            self.wander_m_s,
            self.content,
            self.growth,
        )

    def wind(self, time_s: float, minutes: int = 5) -> tuple[float, float, float]:
        """Return the mast's speed, direction and its spread over the last minutes."""
        last = min(int((time_s + SPIN_UP_S) / 60.0), self.mast.shape[0] - 1)
        rows = self.mast[max(last - minutes, 0) : last]
        angle = np.radians(rows[:, 1])
        mean = math.atan2(float(np.sin(angle).mean()), float(np.cos(angle).mean()))
        about = (rows[:, 1] - math.degrees(mean) + 180.0) % 360.0 - 180.0
        spread = math.hypot(float(about.std()), float(np.sqrt((rows[:, 2] ** 2).mean())))
        return float(rows[:, 0].mean()), math.degrees(mean) % 360.0, spread


@numba.njit(cache=True)
def _sum_of_puffs(
    step: NDArray[np.int64],
    place: Float,
    source: Float,
    mass: float,
    track: Float,
    wander: Float,
    content: Float,
    growth: Float,
) -> Float:
    out = np.zeros(step.size)
    oldest = int(OLDEST_S / STEP_S)
    sigma_v, scale_v, sigma_w, scale_w = growth
    for k in range(step.size):
        now = step[k]
        total = 0.0
        for age_steps in range(1, min(oldest, now)):
            born = now - age_steps
            age = age_steps * STEP_S
            root = age / math.sqrt(1.0 + 0.5 * age / scale_v)
            wide = 0.3 + 0.45 * sigma_v * root
            deep = 0.3 + sigma_w * age / math.sqrt(1.0 + 0.5 * age / scale_w)
            # A deeper puff reaches into faster wind.
            quick = 1.0 + 0.12 * math.log(1.0 + deep / 3.0)
            de = source[0] + quick * (track[now, 0] - track[born, 0]) + wander[born, 0] * root
            de -= place[k, 0]
            if abs(de) > 5.0 * wide:
                continue
            dn = source[1] + quick * (track[now, 1] - track[born, 1]) + wander[born, 1] * root
            dn -= place[k, 1]
            squared = (de * de + dn * dn) / (wide * wide)
            if squared > 25.0:
                continue
            low = (place[k, 2] - source[2]) / deep
            high = (place[k, 2] + source[2]) / deep
            vertical = math.exp(-0.5 * low * low) + math.exp(-0.5 * high * high)
            total += content[born] * math.exp(-0.5 * squared) * vertical / (wide * wide * deep)
        out[k] = mass * total / (2.0 * math.pi) ** 1.5
    return out


def _wavering(n: int, scale_s: float, rng: np.random.Generator) -> Float:
    keep = math.exp(-STEP_S / scale_s)
    shock = rng.standard_normal(n) * math.sqrt(1.0 - keep * keep)
    out = np.empty(n)
    out[0] = rng.standard_normal()
    for k in range(1, n):
        out[k] = keep * out[k - 1] + shock[k]
    return out


def unsteady_air(seed: int, *, area_m: float = 1000.0, duration_s: float = 3600.0) -> UnsteadyAir:
    """Draw a source in the middle 70 % of a square area and the air it emits into."""
    rng = np.random.default_rng([20261125, seed])
    n = int((SPIN_UP_S + duration_s) / STEP_S) + 1
    source = np.array([*rng.uniform(0.15 * area_m, 0.85 * area_m, 2), rng.uniform(0.2, 3.0)])
    rate = math.exp(rng.uniform(math.log(2.0), math.log(40.0)))
    speed, from_deg = rng.uniform(2.0, 7.0), rng.uniform(0.0, 360.0)
    intensity = rng.uniform(0.12, 0.28)
    sigma_v = intensity * speed
    gust_s = rng.uniform(20.0, 60.0)
    drift = np.radians(6.0) * _wavering(n, 400.0, rng)
    angle = math.radians(from_deg) + drift
    # Half of the variance is shared by the whole area, half is each puff's own.
    along = speed + 0.7 * sigma_v * _wavering(n, gust_s, rng)
    across = 0.7 * sigma_v * _wavering(n, gust_s, rng)
    toward = np.stack([-np.sin(angle), -np.cos(angle)], axis=1)
    sideways = np.stack([-np.cos(angle), np.sin(angle)], axis=1)
    velocity = along[:, None] * toward + across[:, None] * sideways
    track = np.cumsum(velocity * STEP_S, axis=0)
    own_s = rng.uniform(4.0, 12.0)
    wander = 0.6 * sigma_v * np.stack([_wavering(n, own_s, rng) for _ in range(2)], axis=1)
    bursts = 0.7
    content = np.exp(bursts * _wavering(n, rng.uniform(3.0, 10.0), rng) - 0.5 * bursts**2)
    growth = np.array(
        [sigma_v, gust_s, rng.uniform(0.05, 0.12) * speed, math.exp(rng.uniform(3.0, 5.3))]
    )
    mast_own = velocity + 0.7 * sigma_v * np.stack(
        [_wavering(n, gust_s, rng) for _ in range(2)], axis=1
    )
    per = int(60.0 / STEP_S)
    rapid = mast_own[: n // per * per].reshape(-1, per, 2)
    minutes = rapid.mean(axis=1)
    turned = np.unwrap(np.arctan2(rapid[:, :, 0], rapid[:, :, 1]), axis=1)
    wrong_speed, wrong_deg = math.exp(0.12 * rng.standard_normal()), 5.0 * rng.standard_normal()
    mast = np.stack(
        [
            wrong_speed * np.hypot(minutes[:, 0], minutes[:, 1]),
            (np.degrees(np.arctan2(-minutes[:, 0], -minutes[:, 1])) + wrong_deg) % 360.0,
            np.degrees(turned.std(axis=1)),
        ],
        axis=1,
    )
    return UnsteadyAir(
        source_m=source,
        rate_kg_s=rate / 3600.0,
        track_m=track,
        wander_m_s=wander,
        content=content,
        growth=growth,
        mast=mast,
    )

"""What is believed of one source while legs are still being flown: particles, moved after each.

The full inference of :func:`cathartes.location.locate_sources` weighs schemes and numbers of
sources; between two legs there are seconds, and this is what fits into them.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cathartes.location.legs.options import LegOptions
from cathartes.location.legs.worlds.density import PositionDensity
from cathartes.location.legs.worlds.draws import KG_PER_H, Air, Worlds
from cathartes.location.legs.worlds.evidence import Evidence, log_likelihood
from cathartes.location.legs.worlds.likelihood import STANDS_OUT
from cathartes.model.location.legs import FlownLeg, Leg, PlaceMean
from cathartes.model.location.posterior import SourcePosterior

Float = NDArray[np.float64]
EAST, NORTH, LOG_HEIGHT, LOG_RATE, DIRECTION, LOG_SPEED, LOG_Y, LOG_Z = range(8)
MOVES = 8
LEAST_EFFECTIVE = 0.5
LEAST_STEP = 0.02
MODEL_M, MODEL_ALONG, MODEL_ACROSS = 1.0, 0.1, 0.02
"""Error of the model about means: metres, and shares of the range along and across the wind."""


@frozen
class SearchPrior:
    """What is known of a source before anything was flown.

    Attributes
    ----------
    search_area_m : (float, float, float, float)
        Easting and northing of the lower left, then of the upper right corner.
    height_m, log_height_std : float
        Median height of release and the spread of its logarithm.
    rate_kg_per_h, log_rate_std : float
        Median emission rate and the spread of its logarithm.
    direction_std_deg, log_speed_std : float
        Error of the wind given.
    log_sigma_y_std, log_sigma_z_std : float
        Spread of the factors on the scheme's spreads.
    """

    search_area_m: tuple[float, float, float, float]
    height_m: float = 1.0
    log_height_std: float = 0.8
    rate_kg_per_h: float = 5.0
    log_rate_std: float = 1.8
    direction_std_deg: float = 8.0
    log_speed_std: float = 0.15
    log_sigma_y_std: float = 0.4
    log_sigma_z_std: float = 0.4

    @property
    def middle(self) -> Float:
        """Means of the normal parameters, in the order of the particles from LOG_HEIGHT on."""
        return np.array([np.log(self.height_m), np.log(self.rate_kg_per_h), 0.0, 0.0, 0.0, 0.0])

    @property
    def std(self) -> Float:
        """Standard deviations of the same."""
        return np.array(
            [
                self.log_height_std,
                self.log_rate_std,
                self.direction_std_deg,
                self.log_speed_std,
                self.log_sigma_y_std,
                self.log_sigma_z_std,
            ]
        )

    def draw(self, n: int, rng: np.random.Generator) -> Float:
        """Return n particles, (n, 8)."""
        e0, n0, e1, n1 = self.search_area_m
        place = rng.uniform((e0, n0), (e1, n1), (n, 2))
        return np.hstack([place, self.middle + self.std * rng.standard_normal((n, 6))])

    def log_density(self, particles: Float) -> Float:
        """Return the logarithm of the prior density up to a constant, -inf outside the area."""
        e0, n0, e1, n1 = self.search_area_m
        e, n = particles[:, EAST], particles[:, NORTH]
        inside = (e >= e0) & (e <= e1) & (n >= n0) & (n <= n1)
        z = (particles[:, LOG_HEIGHT:] - self.middle) / self.std
        return np.where(inside, -0.5 * np.sum(z * z, axis=1), -np.inf)


def worlds_of(particles: Float) -> Worlds:
    """Return particles as worlds of one source and one scheme."""
    position = np.stack(
        [particles[:, EAST], particles[:, NORTH], np.exp(particles[:, LOG_HEIGHT])], axis=1
    )
    return Worlds(
        position_m=position[:, None, :],
        rate_kg_s=np.exp(particles[:, LOG_RATE])[:, None] * KG_PER_H,
        direction_offset_deg=particles[:, DIRECTION],
        factors=np.exp(particles[:, LOG_SPEED:]),
        scheme=np.zeros(particles.shape[0], dtype=np.int32),
    )


@frozen(eq=False)
class SourceBelief:
    """Particles that stand for one source, and the legs and means that they have seen.

    Attributes
    ----------
    particles : (particle, 8) float64
        Easting, northing, log height, log kg/h, direction offset in degrees, then the logarithms
        of the factors on speed, sigma_y and sigma_z.
    prior : SearchPrior
    air : Air
    options : LegOptions
    seen : tuple of FlownLeg or PlaceMean
    """

    particles: Float
    prior: SearchPrior
    air: Air
    options: LegOptions
    seen: tuple[Evidence, ...] = ()

    @classmethod
    def before(
        cls,
        prior: SearchPrior,
        air: Air,
        options: LegOptions | None = None,
        *,
        n_particles: int = 1500,
        rng: np.random.Generator,
    ) -> Self:
        """Return the belief before anything was flown."""
        return cls(
            particles=prior.draw(n_particles, rng),
            prior=prior,
            air=air,
            options=options or LegOptions(),
        )

    def after(self, evidence: Evidence, rng: np.random.Generator) -> SourceBelief:
        """Return the belief after one more leg, or one more mean at a place.

        Notes
        -----
        The likelihood of what is new is let in by degrees, each as large as half of the particles
        survive; after each, particles move by Metropolis steps along differences of others
        (ter Braak 2006), under all that was seen.
        """
        seen = (*self.seen, evidence)
        particles = self.particles
        each = log_likelihood(worlds_of(particles), seen, self.air, self.options)
        before, new = each[:-1].sum(axis=0), each[-1]
        exponent = 0.0
        while exponent < 1.0:
            step = _largest_step(new, 1.0 - exponent)
            weight = np.exp(step * (new - new.max()))
            exponent = min(exponent + step, 1.0)
            kept = _systematic(weight / weight.sum(), rng)
            particles, before, new = particles[kept], before[kept], new[kept]
            for _ in range(MOVES):
                particles, before, new = self._moved(particles, before, new, exponent, seen, rng)
        return evolve(self, particles=particles, seen=seen)

    def _moved(
        self,
        particles: Float,
        before: Float,
        new: Float,
        exponent: float,
        seen: tuple[Evidence, ...],
        rng: np.random.Generator,
    ) -> tuple[Float, Float, Float]:
        n, d = particles.shape
        one, other = rng.integers(0, n, n), rng.integers(0, n, n)
        scale = rng.choice([0.15, 0.5, 1.0], n)[:, None] * rng.uniform(0.6, 1.4, (n, 1))
        # Some steps change only a few of the parameters: bent clouds are moved through better.
        moving = rng.random((n, d)) < rng.choice([0.3, 1.0], n)[:, None]
        jitter = 0.02 * np.std(particles, axis=0) * rng.standard_normal((n, d))
        proposed = particles + moving * (scale * (particles[one] - particles[other]) + jitter)
        prior_now = self.prior.log_density(particles)
        prior_then = self.prior.log_density(proposed)
        inside = np.isfinite(prior_then)
        each = log_likelihood(
            worlds_of(np.where(inside[:, None], proposed, particles)),
            seen,
            self.air,
            self.options,
        )
        before_then, new_then = each[:-1].sum(axis=0), each[-1]
        gain = prior_then - prior_now + before_then - before + exponent * (new_then - new)
        taken = inside & (np.log(rng.random(n)) < gain)
        return (
            np.where(taken[:, None], proposed, particles),
            np.where(taken, before_then, before),
            np.where(taken, new_then, new),
        )

    @property
    def flown(self) -> tuple[Leg, ...]:
        """Legs of what was seen, in their order."""
        return tuple(one.leg for one in self.seen if isinstance(one, FlownLeg))

    @property
    def place_m(self) -> Float:
        """Places of the particles with the model's error about them, (particle, 2) metres.

        Means at rest see the same plume for minutes, and what the model has wrong is wrong in all
        of them alike: nearest to the source it is about a tenth of the range.
        """
        place = self.particles[:, :2]
        seen = [
            one
            for one in self.seen
            if isinstance(one, PlaceMean) and one.concentration_kg_m3 > STANDS_OUT * one.noise_kg_m3
        ]
        if not seen:
            return place
        at = np.array([one.place_m[:2] for one in seen])
        nearest = np.linalg.norm(place[:, None] - at[None], axis=2).min(axis=1)
        angle = np.radians(seen[-1].from_direction_deg + self.particles[:, DIRECTION])
        along = np.stack([-np.sin(angle), -np.cos(angle)], axis=1)
        across = np.stack([along[:, 1], -along[:, 0]], axis=1)
        # The same scatter each time it is asked: the belief itself has not changed.
        scatter = np.random.default_rng(0).standard_normal((2, place.shape[0], 1))
        reach = nearest[:, None]
        off = (MODEL_M + MODEL_ALONG * reach) * scatter[0] * along
        return np.asarray(place + off + (MODEL_M + MODEL_ACROSS * reach) * scatter[1] * across)

    @property
    def density(self) -> PositionDensity:
        """Density of the position."""
        return PositionDensity.of(self.place_m)

    def posterior(self, gas: str = "gas") -> SourcePosterior:
        """Return the particles as the record that the other steps take."""
        p, place = self.particles, self.place_m
        n = p.shape[0]
        return SourcePosterior(
            number_of_sources=np.ones(n, dtype=np.int32),
            easting_m=place[:, :1],
            northing_m=place[:, 1:],
            height_m=np.exp(p[:, LOG_HEIGHT : LOG_HEIGHT + 1]),
            emission_rate_kg_per_h=np.exp(p[:, LOG_RATE])[:, None, None],
            emitter=np.ones((n, 1), dtype=np.int32),
            scheme=np.zeros(n, dtype=np.int32),
            scheme_names=self.air.schemes[:1],
            gas_names=(gas,),
            direction_offset_deg=p[:, DIRECTION],
            log_speed_factor=p[:, LOG_SPEED],
            log_sigma_y_factor=p[:, LOG_Y],
            log_sigma_z_factor=p[:, LOG_Z],
        )


def _largest_step(log_likelihood: Float, room: float) -> float:
    def effective(step: float) -> float:
        w = np.exp(step * (log_likelihood - log_likelihood.max()))
        return float(w.sum() ** 2 / (w @ w))

    wanted = LEAST_EFFECTIVE * log_likelihood.size
    if effective(room) >= wanted:
        return room
    low, high = 0.0, room
    for _ in range(30):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective(middle) >= wanted else (low, middle)
    return min(max(low, LEAST_STEP), room)


def _systematic(weight: Float, rng: np.random.Generator) -> NDArray[np.int64]:
    n = weight.size
    places = (np.arange(n) + rng.random()) / n
    return np.minimum(np.searchsorted(np.cumsum(weight), places), n - 1).astype(np.int64)

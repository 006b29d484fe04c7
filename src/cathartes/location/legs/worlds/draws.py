"""The posterior's draws as arrays that the kernels take, and the legs flown through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.special import gamma

from cathartes.errors import CaseError
from cathartes.kernels.dispersion.crossing import line_crossings
from cathartes.model.location.dispersion import DispersionTable
from cathartes.model.location.legs import Leg
from cathartes.model.location.posterior import SourcePosterior

Float = NDArray[np.float64]
KG_PER_H = 1.0 / 3600.0
PLACE_M = 0.2
"""A place is a flight of this length across the wind."""


@frozen(eq=False)
class Air:
    """How a plume spreads in the wind of now, for each scheme.

    Attributes
    ----------
    schemes : tuple of str
    speed_m_s : float
        Speed that the tables are for; transport scales with the speed of a leg.
    log_distance : (node,) float64
    sigma_y_m, scale_z_m, transport_m_s : (scheme, node) float64
    lid_m, exponent, norm : (scheme,) float64
    """

    schemes: tuple[str, ...]
    speed_m_s: float
    log_distance: Float
    sigma_y_m: Float
    scale_z_m: Float
    transport_m_s: Float
    lid_m: Float
    exponent: Float
    norm: Float

    @classmethod
    def of(cls, tables: Mapping[str, DispersionTable], speed_m_s: float, row: int = 0) -> Self:
        """Take one row of wind from the tables of each scheme.

        Raises
        ------
        CaseError
            If there is no table, or they do not share their distances.
        """
        if not tables:
            raise CaseError.about(
                "dispersion",
                "tables",
                found="none",
                expected="a table for each scheme of the posterior",
                remedy="Leave the argument out to have one made from the wind.",
            )
        first = next(iter(tables.values()))
        for name, table in tables.items():
            if not np.array_equal(table.distance_m, first.distance_m):
                raise CaseError.about(
                    f"dispersion table {name}",
                    "distance_m",
                    found=f"{table.distance_m.size} nodes of its own",
                    expected="the distances of the other tables",
                    remedy="Make the tables of one case at the same distances.",
                )
        exponent = np.array([t.profile_exponent[row] for t in tables.values()])
        # sigma_z is the second moment of the profile exp(-(z / scale)^s).
        to_scale = np.sqrt(gamma(1.0 / exponent) / gamma(3.0 / exponent))
        sigma_z = np.array([t.sigma_z_m[row] for t in tables.values()])
        return cls(
            schemes=tuple(tables),
            speed_m_s=speed_m_s,
            log_distance=np.log(first.distance_m),
            sigma_y_m=np.array([t.sigma_y_m[row] for t in tables.values()]),
            scale_z_m=sigma_z * to_scale[:, None],
            transport_m_s=np.array([t.transport_speed_m_s[row] for t in tables.values()]),
            lid_m=np.array([t.mixing_height_m[row] for t in tables.values()]),
            exponent=exponent,
            norm=2.0 * gamma(1.0 + 1.0 / exponent),
        )


@frozen(eq=False)
class Passages:
    """What each world would show along each leg.

    Attributes
    ----------
    whole, covered, middle, breadth : (leg, world) float64
        See :func:`cathartes.kernels.dispersion.crossing.line_crossings`.
    """

    whole: Float
    covered: Float
    middle: Float
    breadth: Float


@frozen(eq=False)
class Worlds:
    """Equally likely worlds.

    Attributes
    ----------
    position_m : (world, source, 3) float64
    rate_kg_s : (world, source) float64
        0 where there is no such source.
    direction_offset_deg : (world,) float64
        To be added to the direction the wind comes from.
    factors : (world, 3) float64
        On speed, sigma_y and sigma_z.
    scheme : (world,) int32
    """

    position_m: Float
    rate_kg_s: Float
    direction_offset_deg: Float
    factors: Float
    scheme: NDArray[np.int32]

    @classmethod
    def of(cls, posterior: SourcePosterior, air: Air, chosen: NDArray[np.int64], gas: int) -> Self:
        """Take some draws of a posterior; schemes the air has no table of take the first."""
        position = np.stack(
            [posterior.easting_m, posterior.northing_m, posterior.height_m], axis=2
        )[chosen]
        there = np.asarray(np.isfinite(position).all(axis=2))
        rate = posterior.emission_rate_kg_per_h[chosen, :, gas] * KG_PER_H
        known = {name: k for k, name in enumerate(air.schemes)}
        row = np.array([known.get(name, 0) for name in posterior.scheme_names], dtype=np.int32)
        logs = np.stack(
            [
                posterior.log_speed_factor,
                posterior.log_sigma_y_factor,
                posterior.log_sigma_z_factor,
            ],
            axis=1,
        )
        return cls(
            position_m=np.where(there[:, :, None], position, 0.0),
            rate_kg_s=np.where(there, rate, 0.0),
            direction_offset_deg=posterior.direction_offset_deg[chosen],
            factors=np.exp(logs[chosen]),
            scheme=row[posterior.scheme[chosen]],
        )

    @property
    def size(self) -> int:
        """Number of worlds."""
        return int(self.scheme.size)

    def passages(
        self,
        legs: Sequence[Leg],
        air: Air,
        speed_m_s: Float,
        from_direction_deg: Float,
        is_column: NDArray[np.bool_],
    ) -> Passages:
        """Fly legs through every world.

        Parameters
        ----------
        legs : sequence of Leg
        air : Air
        speed_m_s, from_direction_deg : (leg,) float64
            Wind as measured while each is flown.
        is_column : (leg,) bool
            Whether columns are seen.
        """
        angle = np.radians(from_direction_deg[:, None] + self.direction_offset_deg[None, :])
        toward = np.stack([-np.sin(angle), -np.cos(angle)], axis=2)
        whole, covered, middle, breadth = line_crossings(
            np.array([leg.begin_m for leg in legs], dtype=np.float64).reshape(len(legs), 3),
            np.array([leg.end_m for leg in legs], dtype=np.float64).reshape(len(legs), 3),
            is_column,
            self.position_m,
            self.rate_kg_s,
            toward,
            self.factors,
            self.scheme,
            air.log_distance,
            air.sigma_y_m,
            air.scale_z_m,
            air.transport_m_s,
            air.lid_m,
            air.exponent,
            air.norm,
        )
        # Transport scales with the wind of each leg, and the integral is inverse to transport.
        ratio = speed_m_s / air.speed_m_s
        return Passages(whole / ratio[:, None], covered, middle, breadth)

    def means(
        self, places_m: Float, air: Air, speed_m_s: Float, from_direction_deg: Float
    ) -> Float:
        """Return the steady concentration of each world at places, kg m-3, (place, world).

        Parameters
        ----------
        places_m : (place, 3) float64
        air : Air
        speed_m_s, from_direction_deg : (place,) float64
            Wind as measured with each mean.
        """
        angle = np.radians(from_direction_deg)
        half = 0.5 * PLACE_M * np.stack([np.cos(angle), -np.sin(angle), 0.0 * angle], axis=1)
        across = [
            Leg(begin_m=_place(place - off), end_m=_place(place + off))
            for place, off in zip(places_m, half, strict=True)
        ]
        seen = self.passages(
            across, air, speed_m_s, from_direction_deg, np.zeros(len(across), dtype=np.bool_)
        )
        return seen.whole * seen.covered / PLACE_M


def _place(at: Float) -> tuple[float, float, float]:
    return float(at[0]), float(at[1]), float(at[2])

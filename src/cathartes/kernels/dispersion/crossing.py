"""What a straight flight through a steady plume crosses: its integral, its middle, its breadth."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cathartes.kernels.dispersion.plume import SQRT_2, SQRT_2PI, table_place, vertical_density

Float = NDArray[np.float64]

OBLIQUE_PIECES = 8
LEAST_ACROSS = 0.2
"""A flight along the plume is not longer in it than five times its breadth."""
ACROSS = 0.7
"""Sine of the angle between flight and wind above which one spread holds for the whole flight."""


@njit(cache=True)
def line_crossings(
    begin: Float,
    end: Float,
    is_column: NDArray[np.bool_],
    position: Float,
    rate: Float,
    downwind: Float,
    factors: Float,
    scheme: NDArray[np.int32],
    log_distance: Float,
    sigma_y: Float,
    scale_z: Float,
    speed: Float,
    lid: Float,
    exponent: Float,
    norm: Float,
) -> tuple[Float, Float, Float, Float]:
    """Integrate the steady plumes of many worlds along many straight flights.

    Parameters
    ----------
    begin, end : (flight, 3) float64
        Easting, northing, height above ground, metres.
    is_column : (flight,) bool
        Whether the sensor looks down through the whole plume rather than sampling air.
    position : (world, source, 3) float64
        Easting, northing, height; NaN where a world has no such source.
    rate : (world, source) float64
        kg/s.
    downwind : (flight, world, 2) float64
        Unit vector towards which the wind of each flight blows.
    factors : (world, 3) float64
        Factors on the speed, the cross-wind and the vertical spread.
    scheme : (world,) int32
        Row of the tables.
    log_distance : (node,) float64
        Logarithm of downwind distances in metres, evenly spaced.
    sigma_y, scale_z, speed : (scheme, node) float64
        Cross-wind spread, scale of the vertical profile, transport speed; metres, metres, m/s.
    lid, exponent, norm : (scheme,) float64
        Of the vertical profile, see :func:`cathartes.kernels.dispersion.plume.vertical_density`.

    Returns
    -------
    whole : (flight, world) float64
        Concentration (or column) integrated along the flight's line without end, kg m-2 (kg m-1).
    covered : (flight, world) float64
        Share of it between beginning and end.
    middle : (flight, world) float64
        Mean place of what is crossed, metres from the beginning; half-way where nothing is.
    breadth : (flight, world) float64
        Standard deviation of the plume along the flight, metres.

    Notes
    -----
    C = Q / u * N(y; 0, sigma_y) * V(z), V reflected at ground and lid. Along a straight
    line the cross-wind coordinate is linear, so the integral is a difference of normal integrals
    with the spread at the place nearest the axis; flights more along than across the wind are
    taken in pieces.
    """
    per_log = 1.0 / (log_distance[1] - log_distance[0])
    n_flights, n_worlds = begin.shape[0], position.shape[0]
    whole = np.zeros((n_flights, n_worlds))
    covered = np.zeros((n_flights, n_worlds))
    middle = np.zeros((n_flights, n_worlds))
    breadth = np.zeros((n_flights, n_worlds))
    for flight in range(n_flights):
        along_e = end[flight, 0] - begin[flight, 0]
        along_n = end[flight, 1] - begin[flight, 1]
        length = math.hypot(along_e, along_n)
        along_e /= length
        along_n /= length
        height = begin[flight, 2]
        for world in range(n_worlds):
            wind_e, wind_n = downwind[flight, world, 0], downwind[flight, world, 1]
            with_wind = along_e * wind_e + along_n * wind_n
            across = along_e * -wind_n + along_n * wind_e
            pieces = 1 if abs(across) >= ACROSS else OBLIQUE_PIECES
            piece = length / pieces
            row = scheme[world]
            mass_sum, first_sum, square_sum, whole_sum = 0.0, 0.0, 0.0, 0.0
            for source in range(position.shape[1]):
                if not rate[world, source] > 0.0:
                    continue
                off_e = begin[flight, 0] - position[world, source, 0]
                off_n = begin[flight, 1] - position[world, source, 1]
                x_0 = off_e * wind_e + off_n * wind_n
                y_0 = off_e * -wind_n + off_n * wind_e
                unbroken = 0.0
                for k in range(pieces):
                    s_0 = k * piece
                    nearest = s_0 + 0.5 * piece
                    if abs(across) > 1e-9:
                        nearest = min(max(-y_0 / across, s_0), s_0 + piece)
                    x = x_0 + nearest * with_wind
                    if x <= 0.0:
                        continue
                    node, part = table_place(
                        math.log(max(x, 0.5)), log_distance[0], per_log, log_distance.size
                    )
                    wide = sigma_y[row, node] * (1.0 - part) + sigma_y[row, node + 1] * part
                    deep = scale_z[row, node] * (1.0 - part) + scale_z[row, node + 1] * part
                    carried = speed[row, node] * (1.0 - part) + speed[row, node + 1] * part
                    wide *= factors[world, 1]
                    deep *= factors[world, 2]
                    strength = rate[world, source] / (carried * factors[world, 0])
                    if not is_column[flight]:
                        strength *= vertical_density(
                            height,
                            position[world, source, 2],
                            deep,
                            exponent[row],
                            norm[row],
                            lid[row],
                        )
                    unbroken = max(unbroken, strength / max(abs(across), LEAST_ACROSS))
                    a = (y_0 + s_0 * across) / wide
                    b = (y_0 + (s_0 + piece) * across) / wide
                    if abs(b - a) < 0.2:
                        inside = piece * math.exp(-0.125 * (a + b) ** 2) / (SQRT_2PI * wide)
                        place = s_0 + 0.5 * piece
                    else:
                        gauss = abs(0.5 * (math.erf(b / SQRT_2) - math.erf(a / SQRT_2)))
                        inside = gauss / abs(across)
                        if gauss < 1e-12:
                            continue
                        peak = math.exp(-0.5 * a * a) - math.exp(-0.5 * b * b)
                        mean = peak / (SQRT_2PI * gauss) * (1.0 if b > a else -1.0)
                        place = (mean * wide - y_0) / across
                        place = min(max(place, s_0), s_0 + piece)
                    mass = strength * inside
                    spread = wide / max(abs(across), LEAST_ACROSS)
                    mass_sum += mass
                    first_sum += mass * place
                    square_sum += mass * (place * place + spread * spread)
                whole_sum += unbroken
            whole[flight, world] = max(whole_sum, mass_sum)
            middle[flight, world] = 0.5 * length
            if mass_sum > 0.0:
                covered[flight, world] = mass_sum / whole[flight, world]
                centre = first_sum / mass_sum
                middle[flight, world] = centre
                variance = square_sum / mass_sum - centre * centre
                breadth[flight, world] = math.sqrt(max(variance, 0.0))
    return whole, covered, middle, breadth

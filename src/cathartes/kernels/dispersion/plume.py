"""Steady plume of a point source: concentration per unit emission rate at points and on paths.

The wind blows along +x. A scheme's spreads come as tables at distances that are evenly spaced
in their logarithm, one row of the table for each row of wind.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

SQRT_2PI = math.sqrt(2.0 * math.pi)
SQRT_2 = math.sqrt(2.0)
REACH_SIGMA = 4.5
"""Cross-wind distance beyond which nothing arrives: 4e-5 of the centre line."""
LID_IMAGES = 3
MOST_PIECES = 8
PIECES_PER_LOG = 2.0
"""Pieces, in a unit of log(distance), of the part of a path that the plume reaches.

The spreads are constant in each: four pieces keep the mean within 1 % of a fine quadrature.
"""


@njit(cache=True, fastmath=True, inline="always")
def table_place(
    log_distance: float, log_first: float, nodes_per_log: float, n_nodes: int
) -> tuple[int, float]:
    """Return the node below a distance and the share of the way to the next."""
    place = (log_distance - log_first) * nodes_per_log
    if place <= 0.0:
        return 0, 0.0
    if place >= n_nodes - 1:
        return n_nodes - 2, 1.0
    node = int(place)
    return node, place - node


@njit(cache=True, fastmath=True)
def vertical_density(
    height_m: float, release_m: float, scale_m: float, exponent: float, norm: float, lid_m: float
) -> float:
    """Return the density of the gas in height, per metre; its integral from ground to lid is 1.

    ``f(z) = sum_images exp(-(|z - h_image| / scale)^s) / (2 scale Gamma(1 + 1/s))``; the ground
    and the lid reflect (van Ulden 1978; s = 2 is the Gaussian plume). ``norm`` is
    ``2 Gamma(1 + 1/s)``.
    """
    total = 0.0
    images = 0
    if lid_m < 1e6 and scale_m > 0.15 * lid_m:
        # Well mixed: images would be needed without end.
        if scale_m > 2.0 * lid_m:
            return 1.0 / lid_m
        images = LID_IMAGES
    for image in range(-images, images + 1):
        shift = 2.0 * image * lid_m if image != 0 else 0.0
        below = abs(height_m - release_m - shift) / scale_m
        above = abs(height_m + release_m - shift) / scale_m
        if exponent == 2.0:
            total += math.exp(-below * below) + math.exp(-above * above)
        elif exponent == 1.5:
            total += math.exp(-below * math.sqrt(below)) + math.exp(-above * math.sqrt(above))
        else:
            total += math.exp(-(below**exponent)) + math.exp(-(above**exponent))
    return total / (norm * scale_m)


@njit(cache=True, fastmath=True)
def gaussian_mean(first: float, last: float) -> float:
    """Return the mean of exp(-y^2) between two places.

    A short piece takes the first terms of the series about its middle (error below 2e-4).
    """
    half = 0.5 * (last - first)
    middle = 0.5 * (first + last)
    if abs(half) < 0.35:
        square = middle * middle
        return math.exp(-square) * (1.0 + half * half * (2.0 * square - 1.0) / 3.0)
    return 0.25 * math.sqrt(math.pi) * (math.erf(last) - math.erf(first)) / half


@njit(cache=True, fastmath=True)
def plume_response(
    source_m: NDArray[np.float64],
    begin_m: NDArray[np.float64],
    end_m: NDArray[np.float64],
    is_path: NDArray[np.bool_],
    row: NDArray[np.int32],
    toward_e: NDArray[np.float64],
    toward_n: NDArray[np.float64],
    log_first: float,
    nodes_per_log: float,
    sigma_y_m: NDArray[np.float64],
    scale_z_m: NDArray[np.float64],
    speed_m_s: NDArray[np.float64],
    lid_m: NDArray[np.float64],
    exponent: NDArray[np.float64],
    norm: NDArray[np.float64],
    shape: NDArray[np.float64],
    factor_speed: float,
    widening: float,
    response: NDArray[np.float64],
    wide: NDArray[np.float64],
    place: NDArray[np.float64],
) -> None:
    """Write the mean concentration of each observation per unit emission rate, s m-3.

    Parameters
    ----------
    source_m : (3,) float64
        Easting, northing, height.
    begin_m, end_m : (observation, 3) float64
    is_path : (observation,) bool
    row : (observation,) int32
        Row of wind of each observation.
    toward_e, toward_n : (row,) float64
        Unit vector the wind blows towards.
    log_first, nodes_per_log : float
        Logarithm of the first distance of the tables, and nodes in a unit of the logarithm.
    sigma_y_m, scale_z_m, speed_m_s : (row, node) float64
        Cross-wind spread, scale of the vertical profile, transport speed.
    lid_m, exponent, norm : (row,) float64
    shape : (5,) float64
        Logarithms of the factors on cross-wind and vertical spread at a reference distance, the
        exponents of distance by which each factor grows, and the log of the reference distance.
    factor_speed : float
    widening : float
        How much wider the plume of ``wide`` is; 0 leaves it out.
    response, wide : (observation,) float64
        Written. ``wide`` is what a plume as deep but wider would give: where gas may be, when it
        is not quite known where the plume is.
    place : (2, observation) float64
        Written for points that the plume reaches: distance across in units of the spread, and
        the logarithm of the distance along; 0 for paths.

    Notes
    -----
    A path is cut to where the plume reaches it, then into pieces; in each the spreads are those
    of its middle and the cross-wind mean is exact, ``(erf(y2) - erf(y1)) / (y2 - y1)``.
    """
    n_nodes = sigma_y_m.shape[1]
    log_y, log_z, grow_y, grow_z, log_reference = shape
    for index in range(row.size):
        wind = row[index]
        east, north = toward_e[wind], toward_n[wind]
        de, dn = begin_m[index, 0] - source_m[0], begin_m[index, 1] - source_m[1]
        along, across = de * east + dn * north, de * north - dn * east
        response[index] = 0.0
        wide[index] = 0.0
        place[0, index] = 0.0
        place[1, index] = 0.0
        if not is_path[index]:
            if along <= 0.0:
                continue
            log_along = math.log(along)
            node, share = table_place(log_along, log_first, nodes_per_log, n_nodes)
            rest, beyond = 1.0 - share, log_along - log_reference
            width = math.exp(log_y + grow_y * beyond) * (
                rest * sigma_y_m[wind, node] + share * sigma_y_m[wind, node + 1]
            )
            lateral = across / width
            if abs(lateral) > REACH_SIGMA:
                continue
            depth = math.exp(log_z + grow_z * beyond) * (
                rest * scale_z_m[wind, node] + share * scale_z_m[wind, node + 1]
            )
            speed = factor_speed * (
                rest * speed_m_s[wind, node] + share * speed_m_s[wind, node + 1]
            )
            middle = vertical_density(
                begin_m[index, 2], source_m[2], depth, exponent[wind], norm[wind], lid_m[wind]
            ) / (SQRT_2PI * width * speed)
            response[index] = middle * math.exp(-0.5 * lateral * lateral)
            place[0, index] = lateral
            place[1, index] = log_along
            if widening > 0.0:
                lateral /= widening
                wide[index] = middle * math.exp(-0.5 * lateral * lateral)
            continue
        de, dn = end_m[index, 0] - source_m[0], end_m[index, 1] - source_m[1]
        d_along, d_across = de * east + dn * north - along, de * north - dn * east - across
        d_height = end_m[index, 2] - begin_m[index, 2]
        farthest = max(along, along + d_along)
        if farthest <= 0.0:
            continue
        first, last = 0.0, 1.0
        if along < 0.0:
            first = -along / d_along
        elif along + d_along < 0.0:
            last = -along / d_along
        log_along = math.log(farthest)
        node, share = table_place(log_along, log_first, nodes_per_log, n_nodes)
        reach = (
            REACH_SIGMA
            * math.exp(log_y + grow_y * (log_along - log_reference))
            * ((1.0 - share) * sigma_y_m[wind, node] + share * sigma_y_m[wind, node + 1])
        )
        if abs(d_across) > 1e-9:
            one, other = (-reach - across) / d_across, (reach - across) / d_across
            first, last = max(first, min(one, other)), min(last, max(one, other))
        elif abs(across) > reach:
            continue
        if first >= last:
            continue
        nearest = max(1e-6, min(along + first * d_along, along + last * d_along))
        farthest = max(along + first * d_along, along + last * d_along)
        wanted = PIECES_PER_LOG * math.log(max(farthest, nearest) / nearest)
        pieces = MOST_PIECES if wanted > MOST_PIECES - 2 else 2 + int(wanted)
        step = (last - first) / pieces
        total, total_wide = 0.0, 0.0
        for piece in range(pieces):
            start = first + piece * step
            middle_t = start + 0.5 * step
            log_along = math.log(along + middle_t * d_along)
            node, share = table_place(log_along, log_first, nodes_per_log, n_nodes)
            rest, beyond = 1.0 - share, log_along - log_reference
            width = math.exp(log_y + grow_y * beyond) * (
                rest * sigma_y_m[wind, node] + share * sigma_y_m[wind, node + 1]
            )
            from_y = (across + start * d_across) / (SQRT_2 * width)
            to_y = (across + (start + step) * d_across) / (SQRT_2 * width)
            if min(abs(from_y), abs(to_y)) > 3.2 and from_y * to_y > 0.0:
                continue
            depth = math.exp(log_z + grow_z * beyond) * (
                rest * scale_z_m[wind, node] + share * scale_z_m[wind, node + 1]
            )
            speed = factor_speed * (
                rest * speed_m_s[wind, node] + share * speed_m_s[wind, node + 1]
            )
            middle = vertical_density(
                begin_m[index, 2] + middle_t * d_height,
                source_m[2],
                depth,
                exponent[wind],
                norm[wind],
                lid_m[wind],
            ) / (SQRT_2PI * width * speed)
            total += middle * gaussian_mean(from_y, to_y)
            if widening > 0.0:
                total_wide += middle * gaussian_mean(from_y / widening, to_y / widening)
        response[index] = total * step
        wide[index] = total_wide * step

"""Steady plume of a point source: concentration per unit emission rate at points and on paths.

The wind blows along +x. A scheme's spreads come as tables at distances that are evenly spaced
in their logarithm, one row of the table for each row of wind.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

SQRT_2PI = math.sqrt(2.0 * math.pi)
SQRT_2 = math.sqrt(2.0)
REACH_SIGMA = 4.2
"""Cross-wind distance beyond which nothing arrives: 1.5e-4 of the centre line."""
LID_IMAGES = 3
NOTHING = 60.0
PIECES = 4
"""Pieces of the part of a path that the plume reaches, longer as the distance grows.

The spreads are constant in each: four keep the mean within 1 % of a fine quadrature. Their number
is fixed so that the response is a smooth function of where the source is.
"""
NEAREST_SHARE = 0.05


class PlumeTables(NamedTuple):
    """Spreads of a scheme at distances that are even in their logarithm, one row per wind.

    Attributes
    ----------
    toward : (2, row, node) float64
        Unit vector in which the air has moved that is sensed, east and north, by how far it came:
        see :func:`~cathartes.kernels.dispersion.air_path.direction_by_distance`.
    log_first, nodes_per_log : float
        Logarithm of the first distance of the tables, and nodes in a unit of the logarithm.
    sigma_y_m, scale_z_m, speed_m_s : (row, node) float64
        Cross-wind spread, scale of the vertical profile, transport speed.
    lid_m, exponent, norm : (row,) float64
        Height that reflects, exponent of the vertical profile, ``2 Gamma(1 + 1/s)``.
    log_reference : float
        Logarithm of the distance at which factors on the spreads hold.
    """

    toward: NDArray[np.float64]
    log_first: float
    nodes_per_log: float
    sigma_y_m: NDArray[np.float64]
    scale_z_m: NDArray[np.float64]
    speed_m_s: NDArray[np.float64]
    lid_m: NDArray[np.float64]
    exponent: NDArray[np.float64]
    norm: NDArray[np.float64]
    log_reference: float


@njit(cache=True, error_model="numpy", fastmath=True, inline="always")
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


@njit(cache=True, error_model="numpy", fastmath=True)
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
            below, above = below * below, above * above
        elif exponent == 1.5:
            below, above = below * math.sqrt(below), above * math.sqrt(above)
        else:
            below, above = below**exponent, above**exponent
        # Less than e^-60 is nothing; numbers near the least that a float holds are slow.
        if below < NOTHING:
            total += math.exp(-below)
        if above < NOTHING:
            total += math.exp(-above)
    return total / (norm * scale_m)


@njit(cache=True, error_model="numpy", fastmath=True)
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


@njit(cache=True, error_model="numpy", fastmath=True)
def plume_response(
    source_m: NDArray[np.float64],
    begin_m: NDArray[np.float64],
    end_m: NDArray[np.float64],
    is_path: NDArray[np.bool_],
    row: NDArray[np.int32],
    offset_rad: float,
    tables: PlumeTables,
    shape: NDArray[np.float64],
    factor_speed: float,
    widening: float,
    response: NDArray[np.float64],
    wide: NDArray[np.float64],
    turned: NDArray[np.float64],
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
    offset_rad : float
        Clockwise, on the direction of every row.
    tables : PlumeTables
    shape : (5,) float64
        Logarithms of the factors on cross-wind and vertical spread at the reference distance,
        the exponents of distance by which each factor grows, and a spread of the direction
        (radians) that widens the plume further: what is not known of it within an interval.
    factor_speed : float
    widening : float
        How much wider the plume of ``wide`` is; 0 leaves it out.
    response, wide : (observation,) float64
        Written. ``wide`` is what a plume as deep but wider would give: where gas may be, when it
        is not quite known where the plume is.
    turned : (observation,) float64
        Written: change of the response as the wind turns clockwise, per radian (to first order).
    place : (2, observation) float64
        Written for points that the plume reaches: distance across in units of the spread, and
        the logarithm of the distance along; 0 for paths.

    Notes
    -----
    A path is cut to where the plume reaches it, then into pieces; in each the spreads are those
    of its middle and the cross-wind mean is exact, ``(erf(y2) - erf(y1)) / (y2 - y1)``.
    """
    sigma_y_m, scale_z_m, speed_m_s = tables.sigma_y_m, tables.scale_z_m, tables.speed_m_s
    toward = tables.toward
    lid_m, exponent, norm = tables.lid_m, tables.exponent, tables.norm
    log_first, nodes_per_log = tables.log_first, tables.nodes_per_log
    n_nodes = sigma_y_m.shape[1]
    log_y, log_z, grow_y, grow_z = shape[0], shape[1], shape[2], shape[3]
    log_reference, fan = tables.log_reference, shape[4] * shape[4]
    reach_sigma = REACH_SIGMA * max(widening, 1.0)
    farthest_y = reach_sigma / SQRT_2
    cosine, sine = math.cos(offset_rad), math.sin(offset_rad)
    for index in range(row.size):
        wind = row[index]
        de, dn = begin_m[index, 0] - source_m[0], begin_m[index, 1] - source_m[1]
        de, dn = de * cosine - dn * sine, de * sine + dn * cosine
        far_e, far_n = de, dn
        if is_path[index]:
            far_e = end_m[index, 0] - source_m[0]
            far_n = end_m[index, 1] - source_m[1]
            far_e, far_n = far_e * cosine - far_n * sine, far_e * sine + far_n * cosine
        middle_e, middle_n = 0.5 * (de + far_e), 0.5 * (dn + far_n)
        log_distance = 0.5 * math.log(max(middle_e * middle_e + middle_n * middle_n, 1e-12))
        node, share = table_place(log_distance, log_first, nodes_per_log, n_nodes)
        east = (1.0 - share) * toward[0, wind, node] + share * toward[0, wind, node + 1]
        north = (1.0 - share) * toward[1, wind, node] + share * toward[1, wind, node + 1]
        unit = 1.0 / math.sqrt(max(east * east + north * north, 1e-12))
        east, north = east * unit, north * unit
        along, across = de * east + dn * north, de * north - dn * east
        response[index] = 0.0
        wide[index] = 0.0
        turned[index] = 0.0
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
            width = math.sqrt(width * width + fan * along * along)
            lateral = across / width
            if abs(lateral) > reach_sigma:
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
            turned[index] = response[index] * lateral * along / width
            place[0, index] = lateral
            place[1, index] = log_along
            if widening > 0.0:
                lateral /= widening
                wide[index] = middle * math.exp(-0.5 * lateral * lateral)
            continue
        d_along = far_e * east + far_n * north - along
        d_across = far_e * north - far_n * east - across
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
        reach = math.exp(log_y + grow_y * (log_along - log_reference)) * (
            (1.0 - share) * sigma_y_m[wind, node] + share * sigma_y_m[wind, node + 1]
        )
        reach = reach_sigma * math.sqrt(reach * reach + fan * farthest * farthest)
        if abs(d_across) > 1e-9:
            one, other = (-reach - across) / d_across, (reach - across) / d_across
            first, last = max(first, min(one, other)), min(last, max(one, other))
        elif abs(across) > reach:
            continue
        if first >= last:
            continue
        from_m, to_m = along + first * d_along, along + last * d_along
        nearest = NEAREST_SHARE * max(from_m, to_m)
        growth = (max(to_m, nearest) / max(from_m, nearest)) ** (1.0 / PIECES)
        step = 1.0 if abs(growth - 1.0) < 1e-7 else (growth - 1.0) / (growth**PIECES - 1.0)
        step = (last - first) * (step if step < 1.0 else 1.0 / PIECES)
        start = first
        total, total_wide, total_turned = 0.0, 0.0, 0.0
        for _ in range(PIECES):
            middle_t = start + 0.5 * step
            at = max(along + middle_t * d_along, 1e-6)
            log_along = math.log(at)
            node, share = table_place(log_along, log_first, nodes_per_log, n_nodes)
            rest, beyond = 1.0 - share, log_along - log_reference
            width = math.exp(log_y + grow_y * beyond) * (
                rest * sigma_y_m[wind, node] + share * sigma_y_m[wind, node + 1]
            )
            width = math.sqrt(width * width + fan * at * at)
            from_y = (across + start * d_across) / (SQRT_2 * width)
            to_y = (across + (start + step) * d_across) / (SQRT_2 * width)
            part = step
            start += step
            step *= growth
            if min(abs(from_y), abs(to_y)) > farthest_y and from_y * to_y > 0.0:
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
            middle *= part
            total += middle * gaussian_mean(from_y, to_y)
            if abs(to_y - from_y) > 1e-6:
                slope = (math.exp(-from_y * from_y) - math.exp(-to_y * to_y)) / (to_y - from_y)
            else:
                slope = 2.0 * from_y * math.exp(-from_y * from_y)
            total_turned += middle * slope * at / (SQRT_2 * width)
            if widening > 0.0:
                total_wide += middle * gaussian_mean(from_y / widening, to_y / widening)
        response[index] = total
        wide[index] = total_wide
        turned[index] = total_turned

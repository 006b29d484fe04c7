"""What a plume's columns say of the emission rate, but for the wind."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.location.images.evidence import Evidence
from cathartes.model.location.plume_image import PlumeImage, kg_m2_per_ppm_m

Array = NDArray[np.float64]
SKIPPED_PIXELS = 1.5
"""Beside the emitter a pixel's width blurs the first transect."""
WIDENED_PIXELS = 2
RING_PIXELS = (4, 9)
LENGTH_QUANTILE = 0.95


@frozen
class RateSigns:
    """Two measures of gas per metre of wind, and what their error depends on.

    Attributes
    ----------
    enhancement_kg_per_m : float
        Mass in the plume over the root of its area (integrated mass enhancement).
    flux_kg_per_m : float
        Mean over transects of the mass across the wind (cross-sectional flux over wind).
    length_m, pixel_size_m : float
    length_pixels : float
    mean_score : float
        Of the plume's pixels.
    slenderness : float
        Length over the root of the area.
    steadiness : float
        Far half of the flux over near half, logarithm.
    """

    enhancement_kg_per_m: float
    flux_kg_per_m: float
    length_m: float
    pixel_size_m: float
    length_pixels: float
    mean_score: float
    slenderness: float
    steadiness: float


def measure_rate_signs(
    image: PlumeImage,
    evidence: Evidence,
    plume: int,
    emitter: tuple[float, float],
    downwind: Array,
) -> RateSigns | None:
    """Measure one plume; None where no column of this gas is known in it.

    Parameters
    ----------
    image : PlumeImage
    evidence : Evidence
    plume : int
    emitter : (float, float)
        Line and sample.
    downwind : (2,) float64
        Unit vector on the ground, east and north.

    Notes
    -----
    Mass is summed over the plume for the first measure, and for the second over a corridor two
    pixels wider, so that gas too thin to be told from noise counts; what is beside the
    corridor is background. The axis is from the emitter to the plume's centre.
    """
    inside = evidence.label == plume
    column = image.column_ppm_m
    known = np.isfinite(column)
    member = inside & known
    if not member.any():
        return None
    corridor = member
    background = 0.0
    if not evidence.is_masked:
        others = (evidence.label > 0) & ~inside
        corridor = ndimage.binary_dilation(inside, iterations=WIDENED_PIXELS) & known & ~others
        near, far = (ndimage.binary_dilation(inside, iterations=n) for n in RING_PIXELS)
        ring = far & ~near & known & ~others
        if ring.sum() >= 50:
            background = float(np.median(column[ring]))
    pixel = image.pixel_size_m
    to_mass = kg_m2_per_ppm_m(image.molar_mass_g_per_mol) * pixel**2
    gas = np.where(known, column - background, 0.0) * to_mass
    axis = _plume_axis(image, member, gas, emitter, downwind)
    line, sample = np.nonzero(corridor)
    along = _along(image, line, sample, emitter, axis)
    member_line, member_sample = np.nonzero(member)
    along_members = _along(image, member_line, member_sample, emitter, axis)
    length = max(float(np.quantile(along_members, LENGTH_QUANTILE)), 2.0 * pixel)
    start = min(SKIPPED_PIXELS * pixel, 0.25 * length)
    counted = (along >= start) & (along <= length)
    mass_between = float(gas[line[counted], sample[counted]].sum())
    mass = float(gas[member].sum())
    flux = mass_between / (length - start)
    if mass <= 0.0:
        return None
    if flux <= 0.1 * mass / length:
        flux = mass / length
    middle = 0.5 * (start + length)
    halves = [
        max(float(gas[line[part], sample[part]].sum()), 0.02 * mass)
        for part in (counted & (along < middle), counted & (along >= middle))
    ]
    root_area = float(np.sqrt(member.sum())) * pixel
    return RateSigns(
        enhancement_kg_per_m=mass / root_area,
        flux_kg_per_m=flux,
        length_m=length,
        pixel_size_m=pixel,
        length_pixels=length / pixel,
        mean_score=max(float(evidence.score[member].mean()), 0.3),
        slenderness=length / root_area,
        steadiness=float(np.clip(np.log(halves[1] / halves[0]), -2.0, 2.0)),
    )


def _along(
    image: PlumeImage,
    line: NDArray[np.signedinteger],
    sample: NDArray[np.signedinteger],
    emitter: tuple[float, float],
    axis: Array,
) -> Array:
    offset = np.stack([line - emitter[0], sample - emitter[1]])
    return np.asarray(axis @ (image.pixel_axes_m @ offset))


def _plume_axis(
    image: PlumeImage,
    member: NDArray[np.bool_],
    gas: Array,
    emitter: tuple[float, float],
    downwind: Array,
) -> Array:
    """Return the unit vector from the emitter to the plume's centre, or the wind's if contrary."""
    weight = np.maximum(np.where(member, gas, 0.0), 0.0)
    line, sample = np.nonzero(member)
    total = max(float(weight[member].sum()), 1e-300)
    centre = np.array([line @ weight[member], sample @ weight[member]]) / total
    axis = image.pixel_axes_m @ (centre - np.array(emitter))
    size = float(np.linalg.norm(axis))
    if size < image.pixel_size_m or float(axis @ downwind) < 0.3 * size:
        return downwind
    return np.asarray(axis / size)

"""One emitter as one image shows it: where it may be, and what it emits of each gas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.location.images.emitter.features import TURBULENT_DIRECTION_DEG, find_candidates
from cathartes.location.images.emitter.position import direction_probabilities, pixel_probabilities
from cathartes.location.images.evidence import Evidence, find_evidence
from cathartes.location.images.evidence.blocks import (
    evidence_in_blocks,
    in_blocks,
    pixels_to_a_block,
)
from cathartes.location.images.options import ImageOptions
from cathartes.location.images.rate.conditions import hard_conditions
from cathartes.location.images.rate.estimate import RateEstimate, estimate_rate
from cathartes.location.images.rate.signs import measure_rate_signs
from cathartes.location.images.wind.belief import WindBelief
from cathartes.model.location.plume_image import PlumeImage
from cathartes.physics.image_calibration import HardCondition, ImageCalibrationTable

Array = NDArray[np.float64]


@frozen(eq=False)
class PlumeSource:
    """An emitter found in one image.

    Attributes
    ----------
    easting_m, northing_m : (candidate,) float64
        Centres of the pixels that may hold it.
    probability : (candidate,) float64
        Sums to 1.
    axes_m : (2, 2) float64
        Ground vectors of one step along line and along sample.
    rates : mapping of gas to RateEstimate
        Gases without a column are not in it.
    belief : WindBelief
    direction_offset_deg, direction_offset_std_deg : float
        Mean wind against the given one, as the plume's first part shows it.
    is_at_border : bool
        Whether the plume touches the edge of the image on its upwind side.
    scale_log_std : float
        Error of scale of the columns.
    gas_probability : float
        That the plume is gas, and not ground that looks like it.
    conditions : tuple of str
        What makes its rate less sure, see ``rate.conditions``.
    """

    easting_m: Array
    northing_m: Array
    probability: Array
    axes_m: Array
    rates: dict[str, RateEstimate]
    belief: WindBelief
    direction_offset_deg: float
    direction_offset_std_deg: float
    is_at_border: bool
    scale_log_std: float
    gas_probability: float = 1.0
    conditions: tuple[str, ...] = ()

    @property
    def mean_m(self) -> Array:
        """Mean position, (2,) easting and northing."""
        return np.array([self.probability @ self.easting_m, self.probability @ self.northing_m])

    @property
    def pixel_m(self) -> float:
        """Side of a square of a pixel's area."""
        return float(np.sqrt(abs(np.linalg.det(self.axes_m))))

    @property
    def spread_m(self) -> float:
        """Root mean square distance from the mean position."""
        east, north = self.mean_m
        squared = (self.easting_m - east) ** 2 + (self.northing_m - north) ** 2
        return float(np.sqrt(self.probability @ squared))


@frozen(eq=False)
class SceneSources:
    """The emitters of one scene, the plume of most gas first; none where it is blank.

    Attributes
    ----------
    sources : tuple of PlumeSource
    unstated_probability : (suspect,) float64
        Probability of gas of what was taken for ground.
    """

    sources: tuple[PlumeSource, ...]
    unstated_probability: Array


def find_plume_sources(
    images: Sequence[PlumeImage],
    belief: WindBelief,
    options: ImageOptions,
    table: ImageCalibrationTable,
) -> SceneSources:
    """Return the emitters of one scene.

    Parameters
    ----------
    images : sequence of PlumeImage
        One for each gas, on the same grid. Plumes are told from ground in its pixels; where these
        are finer than the calibration's, the emitter is then looked for in blocks of them.
    belief : WindBelief
    options : ImageOptions
    table : ImageCalibrationTable

    Raises
    ------
    CaseError
        No image, or images on different grids.
    """
    _check_grids(images)
    first = images[0]
    axes = first.pixel_axes_m / first.pixel_size_m
    toward = np.radians(belief.toward_deg)
    downwind = np.array([np.sin(toward), np.cos(toward)])
    step = np.linalg.solve(axes, downwind)
    evidence = find_evidence(images, step / np.linalg.norm(step), options, table.gas_weights)
    pixel_m = first.pixel_size_m
    size = pixels_to_a_block(pixel_m)
    if size > 1:
        images = [in_blocks(image, size) for image in images]
        evidence = evidence_in_blocks(evidence, images, size)
    sources = tuple(
        _find_one(images, evidence, plume, belief, downwind, axes, table, pixel_m)
        for plume in range(1, evidence.count + 1)
    )
    return SceneSources(sources, evidence.unstated_probability)


def _find_one(
    images: Sequence[PlumeImage],
    evidence: Evidence,
    plume: int,
    belief: WindBelief,
    downwind: Array,
    axes: Array,
    table: ImageCalibrationTable,
    pixel_m: float,
) -> PlumeSource:
    calibration = table.modes["masked" if evidence.is_masked else "whole"]
    candidates = find_candidates(evidence, plume, belief.toward_deg, belief.direction_std_deg, axes)
    probability = pixel_probabilities(
        candidates,
        calibration.emitter_weights,
        calibration.elsewhere,
        calibration.sharpness_at(images[0].pixel_size_m),
    )
    easting, northing = images[0].ground(
        candidates.line.astype(np.float64), candidates.sample.astype(np.float64)
    )
    emitter = (float(probability @ candidates.line), float(probability @ candidates.sample))
    places = np.stack([candidates.line, candidates.sample], axis=1).astype(np.float64)
    conditions = hard_conditions(
        images[0], evidence, plume, places, probability, belief.given.speed_m_s
    )
    hard = [table.hard_conditions.get(name, HardCondition()) for name in conditions]
    together = HardCondition(
        sum(one.log_offset for one in hard),
        # Independent errors that each widen by a factor.
        float(np.sqrt(1.0 + sum(one.factor**2 - 1.0 for one in hard))),
    )
    rates = {}
    for image in images:
        signs = measure_rate_signs(image, evidence, plume, emitter, downwind)
        if signs is not None:
            # Blocks do not make a picture of some metres show gas as high and as well mixed as in
            # those of the calibration: the rate is as far beyond it as the pixels are.
            rates[image.gas] = estimate_rate(
                evolve(signs, pixel_size_m=pixel_m),
                belief,
                calibration.wind,
                image.column_scale_log_std,
                together,
            )
    offsets, share = direction_probabilities(candidates, calibration.emitter_weights)
    local = float(share @ offsets)
    local_variance = float(share @ (offsets - local) ** 2)
    given, turbulent = belief.direction_std_deg**2, TURBULENT_DIRECTION_DEG**2
    pull = given / (given + turbulent)
    lines, samples = evidence.label.shape
    at = np.array(emitter)
    return PlumeSource(
        easting_m=easting,
        northing_m=northing,
        probability=probability,
        axes_m=images[0].pixel_axes_m,
        rates=rates,
        belief=belief,
        direction_offset_deg=pull * local,
        direction_offset_std_deg=float(np.sqrt(pull * turbulent + pull**2 * local_variance)),
        is_at_border=bool((at < 2.5).any() or (at > np.array([lines, samples]) - 3.5).any()),
        scale_log_std=max(image.column_scale_log_std for image in images),
        gas_probability=float(evidence.gas_probability[plume - 1]),
        conditions=conditions,
    )


def _check_grids(images: Sequence[PlumeImage]) -> None:
    if not images:
        raise CaseError.about(
            "images",
            "images",
            found="none",
            expected="at least one",
            remedy="Give the column map of each gas.",
        )
    for image in images[1:]:
        if image.shape != images[0].shape or not np.allclose(image.affine, images[0].affine):
            raise CaseError.about(
                f"image {image.name!r}",
                "affine",
                found=f"another grid than that of {images[0].name!r}",
                expected="gases of one scene on one grid",
                remedy="Locate scenes one by one and join them with combine_passes.",
            )

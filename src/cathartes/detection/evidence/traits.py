"""What speaks for or against a plume beside its spectrum: edges, contrast, fit.

A roof ends where the picture has edges; a plume does not care for them. A plume colder than
the ground absorbs and a warmer one emits, so the sign of the signal must agree with the
contrast.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.detection.block.working_units import Block
from cathartes.detection.plumes.candidates import Candidate
from cathartes.detection.score_maps import ScoreMaps

Array = NDArray[np.float64]
N_PLACES = 200
MOST_BOUNDARY = 400


@frozen
class Traits:
    """Evidence beside the spectrum.

    Attributes
    ----------
    edge : float
        How far the picture's edges along the outline exceed those along the same outline
        elsewhere, in standard deviations of the latter.
    step : float
        The same for the change of picture from inside the outline to outside.
    contrast : float
        Sign of the signal times the expected thermal contrast over its uncertainty; 0 where
        it is not known.
    """

    edge: float
    step: float
    contrast: float


class PictureFeatures:
    """Principal features of the block with the trace of any gas taken out on demand."""

    def __init__(self, block: Block, maps: ScoreMaps) -> None:
        self.shape = block.shape
        background = maps.background
        features = block.rows @ background.projection
        features -= features.mean(0)
        self.projection = background.projection
        self.scale = np.maximum(features[:: max(1, len(features) // 20000)].std(0), 1e-9)
        self.features = features / self.scale

    def without(self, signature: Array) -> NDArray[np.float32]:
        """Return features that a plume of this signature does not change, (line, sample, f)."""
        trace = (signature @ self.projection) / self.scale
        size = float(np.linalg.norm(trace))
        if size < 1e-12:
            return self.features.reshape(*self.shape, -1)
        direction = (trace / size).astype(np.float32)
        cleaned = self.features - np.outer(self.features @ direction, direction)
        return cleaned.reshape(*self.shape, -1)


def edge_strength(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the rank (0 to 1) of each pixel's gradient over all features, (line, sample)."""
    power = np.zeros(features.shape[:2], np.float32)
    for f in range(features.shape[2]):
        smooth = ndimage.gaussian_filter(features[..., f], 0.7, mode="nearest")
        down, across = np.gradient(smooth)
        power += down**2 + across**2
    order = np.argsort(power, axis=None)
    rank = np.empty(power.size, np.float32)
    rank[order] = np.linspace(0.0, 1.0, power.size, dtype=np.float32)
    return rank.reshape(power.shape)


def outline_traits(
    candidate: Candidate,
    features: NDArray[np.float32],
    edges: NDArray[np.float32],
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Return how unusual edges along the outline, and the step across it, are.

    Parameters
    ----------
    candidate : Candidate
    features : (line, sample, feature) float32
    edges : (line, sample) float32
    rng : numpy Generator
    """
    members = candidate.members
    low = members.min(0) - 4
    window = np.zeros(tuple(members.max(0) + 5 - low), bool)
    window[tuple((members - low).T)] = True
    closed = ndimage.binary_closing(window, np.ones((3, 3)))
    out, into = ndimage.distance_transform_edt(~closed), ndimage.distance_transform_edt(closed)
    band = np.argwhere((out <= 1.5) & (into <= 1.5)) + low
    ring = np.argwhere((out > 1.5) & (out <= 4.0)) + low
    core = members
    parts = []
    for points in (band, core, ring):
        if len(points) > MOST_BOUNDARY:
            points = points[rng.choice(len(points), MOST_BOUNDARY, replace=False)]
        parts.append(points)
    band, core, ring = parts
    lines, samples = edges.shape
    shifts = rng.integers(0, [lines, samples], size=(N_PLACES, 2))
    shifts[0] = 0

    def at(points: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        laid = points[None] + shifts[:, None]
        return laid[..., 0] % lines, laid[..., 1] % samples

    along = edges[at(band)].mean(1)
    step = features[at(core)].mean(1) - features[at(ring)].mean(1)
    size = np.log(np.linalg.norm(step, axis=1) + 1e-9)
    return _standardised(along), _standardised(size)


def _standardised(values: NDArray[np.floating]) -> float:
    rest = values[1:]
    return float((values[0] - rest.mean()) / max(float(rest.std()), 1e-9))

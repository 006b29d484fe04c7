"""The plumes of one scene, all its gases together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cathartes.location.images.evidence.plumes import find_suspects
from cathartes.location.images.evidence.score import standard_score
from cathartes.location.images.options import ImageOptions
from cathartes.model.location.plume_image import PlumeImage

Array = NDArray[np.float64]


@frozen(eq=False)
class Evidence:
    """Score of gas for each pixel, and plumes.

    Attributes
    ----------
    score : (line, sample) float64
        Column over its spread, background taken off; 0 where nothing is known.
    label : (line, sample) int32
        Number of the plume, from 1; 0 for none.
    is_masked : bool
        Whether columns are known inside plumes only.
    gas_probability : (plume,) float64
        That a plume is one and not ground that looks like gas; 1 where another stage found it.
    unstated_probability : (suspect,) float64
        The same of what was taken for ground.
    """

    score: Array
    label: NDArray[np.int32]
    is_masked: bool
    gas_probability: Array = field(factory=lambda: np.zeros(0))
    unstated_probability: Array = field(factory=lambda: np.zeros(0))

    @property
    def count(self) -> int:
        """Number of plumes."""
        return int(self.label.max(initial=0))


def find_evidence(
    images: Sequence[PlumeImage], downwind: Array, options: ImageOptions, gas_weights: Array
) -> Evidence:
    """Score the pixels of one scene, all its gases together, and find its plumes.

    Parameters
    ----------
    images : sequence of PlumeImage
        One for each gas, on the same grid.
    downwind : (2,) float64
        Unit vector (line, sample).
    options : ImageOptions
    gas_weights : (sign,) float64
        Of the calibration table.

    Notes
    -----
    A plume is stated where gas is more probable than ground by ``least_gas_probability``, the
    plume of most gas first. Plumes with labels were judged by whoever labelled them.
    """
    score = np.max([standard_score(image) for image in images], axis=0)
    if all(image.plume_label is not None for image in images):
        labels = [image.plume_label for image in images if image.plume_label is not None]
        label = _renumber(np.max(labels, axis=0))
        return Evidence(score, label, True, np.ones(int(label.max(initial=0))))
    suspects = find_suspects(score, downwind, options)
    probability = np.array([one.probability(gas_weights) for one in suspects], np.float64)
    stated = probability >= options.least_gas_probability
    label = np.zeros(score.shape, np.int32)
    for number, index in enumerate(np.flatnonzero(stated), start=1):
        line, sample = suspects[index].pixels.T
        label[line, sample] = number
    return Evidence(score, label, False, probability[stated], probability[~stated])


def _renumber(label: NDArray[np.int32]) -> NDArray[np.int32]:
    present = np.unique(label[label > 0])
    return np.where(label > 0, np.searchsorted(present, label) + 1, 0).astype(np.int32)

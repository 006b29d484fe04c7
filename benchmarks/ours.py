"""cathartes as the benchmark calls it: the same calls a user makes, nothing tuned."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.detection.options import DetectionOptions
from cathartes.model import Detection, Scene

ONE_GAS = "cathartes one gas, column MF"
PIPELINE = "cathartes whole pipeline, 40 gases"


def column_filter(
    cube: NDArray[np.floating], target: NDArray[np.float64], n_threads: int = 1
) -> NDArray[np.floating]:
    """Return the map of our one-gas column matched filter, ppm m."""
    from cathartes.kernels.matched_filter import column_matched_filter

    return column_matched_filter(cube, target, n_threads=n_threads)


def detect_everything(scene: Scene, n_threads: int = 1, *, keep_scores: bool = False) -> Detection:
    """Run the whole pipeline with the bundled library and default options."""
    from cathartes.detection import detect_plumes
    from cathartes.physics.gases.library import load_library

    options = DetectionOptions(n_threads=n_threads, keep_scores=keep_scores)
    return detect_plumes(scene, load_library(), options)

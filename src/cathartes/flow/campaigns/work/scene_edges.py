"""Plumes that enter a scene at its edge: where they come from was not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cathartes.detection.plumes.head import downwind_direction
from cathartes.model.plume import Plume
from cathartes.model.scene import Scene

EDGE_PIXELS = 4.0
"""Smoothing rounds a plume off by about so much where the picture ends."""


def entering_plumes(plumes: Sequence[Plume], scene: Scene) -> frozenset[int]:
    """Return the numbers of the plumes whose head is where the picture begins, as the wind goes.

    Parameters
    ----------
    plumes : sequence of Plume
    scene : Scene
        With its wind, where that is known; without one, a head at any edge counts.
    """
    lines, samples, _ = scene.shape
    entering = set()
    for number, plume in enumerate(plumes):
        head = np.array([plume.head_line, plume.head_sample])
        downwind = downwind_direction(
            scene.wind, scene.georeference, plume.head_sample, plume.head_line
        )
        if downwind is None:
            room = np.minimum(head, np.array([lines, samples]) - 1.0 - head).min()
            is_cut = bool(room < EDGE_PIXELS)
        else:
            upwind = head - EDGE_PIXELS * downwind
            is_cut = bool((upwind < 0.0).any() or (upwind > [lines - 1.0, samples - 1.0]).any())
        if is_cut:
            entering.add(number)
    return frozenset(entering)

"""What lies at several places of a scene is rather a surface than a gas."""

from __future__ import annotations

import numpy as np
from attrs import evolve
from numpy.typing import NDArray
from scipy.special import logsumexp

from cathartes.detection.evidence.identify import Identification
from cathartes.detection.evidence.likelihood import signal_log_evidence

Array = NDArray[np.float64]


def weigh_repeats(found: Identification, others: Array) -> Identification:
    """Weigh the chance that a blob is what was seen at other places of the scene too.

    Parameters
    ----------
    found : Identification
    others : (blob, wavelength) float64
        Spectra of other, distant candidates that no known gas explains; two at least.

    Notes
    -----
    A roofing material no model foresaw lies on many roofs; a gas no library holds seldom leaves
    three chimneys. Each other spectrum is a shape of one dimension that a surface may have.
    """
    view = found.view
    shapes = view.whitener @ others.T
    shapes = shapes / np.maximum(np.linalg.norm(shapes, axis=0), 1e-300)
    repeated = signal_log_evidence(
        (shapes.T @ view.whitened) ** 2,
        1,
        float(view.whitened @ view.whitened),
        view.log_determinant,
        view.degrees,
        len(view.whitened),
    )
    # The best likeness alone may be a far fragment of the same plume: two are asked for.
    repeat = float(logsumexp(np.sort(repeated)[:-1]) - np.log(len(others)))
    nothing = float(np.logaddexp(view.nothing, repeat))
    clutter = np.log1p(-min(found.surface_probability, 1.0 - 1e-12)) + view.nothing
    return evolve(
        found,
        log_odds=found.log_odds + view.nothing - nothing,
        surface_probability=float(1.0 - np.exp(clutter - nothing)),
    )

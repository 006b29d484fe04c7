"""What this detector would have seen: measured probability of detection, with its spread.

Planning asks whether a flight would find a plume; fusion asks what it means that none was
found. Both need the detector's recall, measured on scenes it was never tuned on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from cathartes.errors import InputError

SNR_EDGES = (1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0, 1e4)
"""Bins of strength: mean true SNR of a plume's 50 strongest pixels."""
AREA_EDGES_PIXELS = (0.0, 100.0, 400.0, 1600.0, 1e9)
"""Bins of size: pixels in which the plume's true SNR reaches 1."""
POOLED_WEIGHT = 4.0
"""A narrower group is drawn towards the wider one as if this many emitters had been seen."""


@frozen
class RecallCell:
    """Emitters of one kind, and how many of them were found.

    Attributes
    ----------
    gas : str
        Strongest gas of the emitter; ``unknown`` for gases in no library.
    snr_low, snr_high : float
        Bin of strength.
    area_low_pixels, area_high_pixels : float
        Bin of size.
    pixel_size_m : float
    clutter : str
        Kind of background, in the words of the table.
    n_emitters, n_found : int
    """

    gas: str
    snr_low: float
    snr_high: float
    area_low_pixels: float
    area_high_pixels: float
    pixel_size_m: float
    clutter: str
    n_emitters: int
    n_found: int


@frozen
class RecallTable:
    """All cells, with what they were measured on."""

    version: str
    program_version: str
    scenes: tuple[str, ...]
    cells: tuple[RecallCell, ...]


@frozen
class RecallEstimate:
    """Probability that a plume would have been found.

    Attributes
    ----------
    probability, probability_std : float
        Posterior mean and standard deviation.
    n_emitters : int
        Emitters of the narrowest group that was asked for; 0 means that only wider groups
        stand behind the number.
    """

    probability: float
    probability_std: float
    n_emitters: int


@cache
def bundled_recall_table() -> RecallTable:
    """Return the table that ships with this version.

    Raises
    ------
    InputError
        Raised when the table of this installation is missing or damaged.
    """
    resource = files("cathartes.physics").joinpath("recall_table.json")
    try:
        document = json.loads(resource.read_text(encoding="utf-8"))
        return recall_table_from_json(document)
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise InputError.about(
            "recall_table.json",
            "table",
            found=trouble,
            expected="the recall table of this version",
            remedy="Install cathartes again, or make the table with tools/make_recall_table.py.",
        ) from trouble


def recall_table_from_json(document: dict[str, Any]) -> RecallTable:
    """Return the table in a parsed document; KeyError or TypeError where it is damaged."""
    return RecallTable(
        version=document["version"],
        program_version=document["program_version"],
        scenes=tuple(document["scenes"]),
        cells=tuple(RecallCell(**cell) for cell in document["cells"]),
    )


def detection_probability(
    table: RecallTable,
    snr: float,
    *,
    area_pixels: float | None = None,
    clutter: str | None = None,
    pixel_size_m: float | None = None,
    gas: str | None = None,
) -> RecallEstimate:
    """Return the probability that a plume of this kind would have been found.

    Parameters
    ----------
    table : RecallTable
    snr : float
        Mean true SNR of the plume's 50 strongest pixels.
    area_pixels : float, optional
        Pixels in which the plume's SNR reaches 1.
    clutter, gas : str, optional
        Kind of background and gas in the table's words; other words change nothing.
    pixel_size_m : float, optional
        Cells within a factor of 1.5 of it count as alike.

    Notes
    -----
    The conditions are applied one after the other, from the most to the least telling. Each
    narrower group of emitters is drawn towards the wider one before it, as if
    ``POOLED_WEIGHT`` emitters had behaved as the wider group says. Each step is made monotone
    in SNR (isotonic regression) and read off by interpolation in log SNR; below the
    weakest bin the probability falls to 0 at half its SNR. The spread is that of the Beta
    posterior, so it is wide where few emitters were seen.
    """
    if not table.cells or not np.isfinite(snr) or snr <= 0:
        return RecallEstimate(0.0, 0.5 if not table.cells else 0.0, 0)
    groups = [list(table.cells)]
    for condition in _conditions(area_pixels, clutter, pixel_size_m, gas):
        narrower = [cell for cell in groups[-1] if condition(cell)]
        if len(narrower) < len(groups[-1]):
            groups.append(narrower)
    centres = np.sqrt(np.array(SNR_EDGES[:-1]) * np.minimum(np.array(SNR_EDGES[1:]), 200.0))
    prior = np.full(centres.size, 0.5)
    weight = 1.0
    for cells in groups:
        trials, hits = _counts(cells)
        mean = (hits + weight * prior) / (trials + weight)
        # Bins that saw nothing say nothing about monotony; they follow their neighbours.
        posterior = isotonic_regression(mean, weights=trials + 1e-3).x
        strength = trials + weight
        prior, weight = posterior, POOLED_WEIGHT
    probability = float(np.interp(np.log(snr), np.log(centres), prior))
    if snr < centres[0]:
        probability *= max(0.0, float(2.0 * snr / centres[0]) - 1.0)
    n_behind = float(np.interp(np.log(snr), np.log(centres), strength))
    trials, _ = _counts(groups[-1])
    nearest = int(np.argmin(np.abs(np.log(centres / snr))))
    spread = float(np.sqrt(probability * (1.0 - probability) / (n_behind + 1.0)))
    # A group in which all (or none) were found is still not certain.
    floor = 0.5 / (n_behind + 2.0)
    return RecallEstimate(probability, max(spread, floor), int(trials[nearest]))


def _conditions(
    area_pixels: float | None,
    clutter: str | None,
    pixel_size_m: float | None,
    gas: str | None,
) -> Iterator[Callable[[RecallCell], bool]]:
    """Yield what was asked for, the most telling first."""
    if area_pixels is not None:
        yield lambda cell: cell.area_low_pixels <= area_pixels < cell.area_high_pixels
    if clutter is not None:
        yield lambda cell: cell.clutter == clutter
    if pixel_size_m is not None:
        yield lambda cell: 1 / 1.5 <= cell.pixel_size_m / pixel_size_m <= 1.5
    if gas is not None:
        yield lambda cell: cell.gas == gas


def _counts(
    cells: Sequence[RecallCell],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return emitters and finds by SNR bin."""
    trials = np.zeros(len(SNR_EDGES) - 1)
    hits = np.zeros(len(SNR_EDGES) - 1)
    for cell in cells:
        index = int(np.searchsorted(SNR_EDGES, cell.snr_low, side="right")) - 1
        trials[index] += cell.n_emitters
        hits[index] += cell.n_found
    return trials, hits

"""Real data: the open-path series of a volcanic plume, and false alarms on clean ground.

No real image with a known plume exists among the data; these are the two statements that real
data allow. Both are tests of ``tests/field`` as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from rich.console import Console
from scipy.ndimage import label

from benchmarks import ours
from benchmarks.metrics import poisson_interval
from benchmarks.reporting.tables import Table, publish
from benchmarks.scenery.real_backgrounds import enmap_potsdam, field_data_folder, indian_pines
from cathartes.io.scenes.readers import read_scene
from cathartes.model import Detection

VOLCANIC = {"sulfur dioxide", "HCl", "HF", "CO2", "H2O", "CO", "SiF4", "unknown"}
"""What may be reported in a volcanic plume."""
REPORTED = 0.5
"""A gas counts as reported from this probability on."""
RATES = (1e-3, 1e-4, 1e-5)
LEAST_EXPECTED = 20
"""Rates below 1e-3 are judged only where at least this many false pixels are expected."""
FACTOR = 3.0


@frozen
class RealisedRate:
    """Pixels of a gas-free scene above the score of a stated false-alarm rate.

    Attributes
    ----------
    stated : float
    n_expected : float
        ``stated`` times the scored pixels of all gases.
    n_pixels : int
        Those above the score.
    n_clusters : int
        Connected groups of them: neighbours are not independent, the interval is of clusters.
    """

    stated: float
    n_expected: float
    n_pixels: int
    n_clusters: int

    @property
    def ratio(self) -> float:
        """Realised over stated rate."""
        return self.n_pixels / self.n_expected if self.n_expected else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """90 % interval of the ratio, from the number of clusters and their mean size."""
        size = self.n_pixels / self.n_clusters if self.n_clusters else 1.0
        low, high = poisson_interval(self.n_clusters)
        return low * size / self.n_expected, high * size / self.n_expected


def realised_rates(
    scores: Mapping[str, NDArray[np.floating]],
    score_at_rate: Mapping[float, Mapping[str, float]],
    rates: Sequence[float] = RATES,
) -> list[RealisedRate]:
    """Count gas-free pixels above the stated scores, all gases together.

    Parameters
    ----------
    scores : mapping of str to (line, sample) floating
        NaN where masked. Nothing in the scene may be a plume.
    score_at_rate : mapping of float to mapping of str to float
        ``Detection.score_at_rate``.
    """
    results = []
    for rate in rates:
        limits = score_at_rate.get(rate)
        if not limits:
            continue
        n_scored = n_pixels = n_clusters = 0
        for gas, score in scores.items():
            above = np.isfinite(score) & (np.nan_to_num(score, nan=-np.inf) >= limits[gas])
            n_scored += int(np.isfinite(score).sum())
            n_pixels += int(above.sum())
            n_clusters += int(label(above, np.ones((3, 3)))[1])
        results.append(RealisedRate(rate, rate * n_scored, n_pixels, n_clusters))
    return results


def run_real(out: Path, console: Console) -> list[Table]:
    """Measure, print and write ``out/real.md`` and ``out/real.json``."""
    tables = [volcano_table(), false_alarm_table()]
    publish("real", tables, out, console=console)
    return tables


def detect_volcano() -> Detection:
    """Return what is found in the open-path series."""
    series = field_data_folder() / "ftir" / "vent_2021-08-11_every3rd.npz"
    return ours.detect_everything(read_scene(series))


def volcano_table() -> Table:
    """Return what is named in the volcanic plume and whether it has a place there."""
    detection = detect_volcano()
    table = Table(
        "Open-path FTIR of a volcanic plume (140 spectra, uncalibrated)",
        ("measure", "bar", "measured", "met"),
    )
    if not detection.plumes:
        table.rows.append(("sulfur dioxide first", "p > 0.95", "nothing found", False))
        return table
    surest = detection.plumes[0]
    ranking = sorted(surest.gas_probabilities.items(), key=lambda item: -item[1])
    shown = ", ".join(f"{gas} {p:.3f}" for gas, p in ranking[:4])
    first, probability = ranking[0]
    is_first = first == "sulfur dioxide" and probability > 0.95
    table.rows.append(("sulfur dioxide first", "p > 0.95", shown, is_first))
    strange = {
        gas
        for plume in detection.plumes
        for gas, p in plume.gas_probabilities.items()
        if p >= REPORTED and gas not in VOLCANIC
    }
    table.rows.append(
        ("gases without a place there", "none", ", ".join(sorted(strange)) or "none", not strange)
    )
    columns = [plume.column_mean_ppm_m for plume in detection.plumes]
    has_none = all(column is None for column in columns)
    table.rows.append(("column", "never", "none" if has_none else str(columns), has_none))
    return table


def false_alarm_table() -> Table:
    """Return realised against stated false-alarm rate on real backgrounds without gas."""
    table = Table(
        "Realised over stated false-alarm rate on clean real backgrounds, all gases together",
        (
            "background",
            "rate",
            "expected",
            "pixels",
            "clusters",
            "ratio",
            "90 % interval",
            "plumes",
            "met",
        ),
        notes=(
            (
                "Bar: the ratio lies within a factor of 3 at 1e-3, below that where at least "
                f"{LEAST_EXPECTED} false pixels are expected."
            ),
            (
                "The interval is Poisson over connected clusters: neighbouring pixels of a "
                "smoothed score are not independent."
            ),
        ),
    )
    for background in (enmap_potsdam(), indian_pines()):
        clean = background.as_scene(background.name)
        detection = ours.detect_everything(clean, keep_scores=True)
        n_plumes = len(detection.plumes)
        found = realised_rates(detection.score, detection.score_at_rate)
        if not found:
            table.rows.append((background.name, *[None] * 6, n_plumes, False))
        for one in found:
            is_judged = one.stated >= 1e-3 or one.n_expected >= LEAST_EXPECTED
            low, high = one.interval
            table.rows.append(
                (
                    background.name,
                    f"{one.stated:.0e}",
                    one.n_expected,
                    one.n_pixels,
                    one.n_clusters,
                    one.ratio,
                    f"{low:.2f} - {high:.2f}",
                    n_plumes,
                    1 / FACTOR <= one.ratio <= FACTOR if is_judged else None,
                )
            )
    return table

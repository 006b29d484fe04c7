"""The measures of the skill benchmark; no gas, no file, no detector in here."""

from benchmarks.metrics.calibration import expected_calibration_error, reliability
from benchmarks.metrics.columns import ColumnScores, ColumnStatement, score_columns
from benchmarks.metrics.intervals import binomial_interval, median, poisson_interval, share
from benchmarks.metrics.matching import (
    PlumeMatch,
    TrueEmitter,
    find_emitters,
    head_distance_pixels,
    match_plume,
)
from benchmarks.metrics.recall import (
    PLUME_FREE_SNR,
    POSITIVE_SNR,
    count_found,
    threshold_at_rate,
)

__all__ = [
    "PLUME_FREE_SNR",
    "POSITIVE_SNR",
    "ColumnScores",
    "ColumnStatement",
    "PlumeMatch",
    "TrueEmitter",
    "binomial_interval",
    "count_found",
    "expected_calibration_error",
    "find_emitters",
    "head_distance_pixels",
    "match_plume",
    "median",
    "poisson_interval",
    "reliability",
    "score_columns",
    "share",
    "threshold_at_rate",
]

"""What detection gives: plumes, things that were not plumes, and the maps behind both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cathartes.model.provenance import Provenance

UNKNOWN_GAS = "unknown"
"""The name given to a gas that is in no library."""


@frozen(eq=False)
class PlumeSpectrum:
    """A plume's own spectrum against the gases that explain it.

    Attributes
    ----------
    wavelength_um : (wavelength,) float64
    difference : (wavelength,) float64
        Plume minus its matched background. Unit in ``unit``.
    difference_std : (wavelength,) float64
        One standard deviation, clutter included.
    fitted : mapping of str to (wavelength,) float64
        Contribution of each gas of the best-supported subset.
    unit : str
        Of ``difference`` and ``fitted``.
    """

    wavelength_um: NDArray[np.float64]
    difference: NDArray[np.float64]
    difference_std: NDArray[np.float64]
    fitted: Mapping[str, NDArray[np.float64]]
    unit: str = "W m-2 sr-1 um-1"


@frozen(eq=False)
class Plume:
    """One plume: outline, gases with probabilities, column with spread, head.

    Attributes
    ----------
    plume_id : int
        Value of this plume in ``Detection.plume_id``, from 1.
    gas : str
        Surest gas, or ``"unknown"``.
    group : tuple of str
        Names the instrument cannot tell apart from ``gas`` (``gas`` included).
    gas_probabilities : mapping of str to float
        Marginal probability that each gas is in the plume, and of ``"unknown"``.
    plume_probability : float
        Probability that this is a plume of any gas at all.
    score : float
        Detection statistic, grows with the certainty of gas whichever sign the contrast has.
    false_alarm_rate : float
        Expected share of this scene's plume-free pixels that score at least as high.
    pixel_polygon : (vertex, 2) float64
        Outline as (sample, line), pixel-corner coordinates, closed.
    head_line, head_sample : float
        Most upwind point of the plume, pixel-centre coordinates.
    head_std_pixels : float
        One standard deviation of the head's distance error, along one axis.
    head_std_m : float or None
        The same in metres where the pixel size is known.
    column_mean_ppm_m, column_std_ppm_m, column_max_ppm_m : float or None
        Mean over the plume's pixels, standard deviation of the error of that mean, maximum.
        None when no column can be stated; ``column_remark`` then says why.
    n_pixels : int
        Pixels in the plume.
    column_below_ppm_m : float or None
        Where no column can be stated: what the mean column of ``gas`` is below in 19 cases out
        of 20, if it is that gas. None where not even that can be said.
    spectrum : PlumeSpectrum
        Evidence for the report.
    """

    plume_id: int
    gas: str
    group: tuple[str, ...]
    gas_probabilities: Mapping[str, float]
    plume_probability: float
    score: float
    false_alarm_rate: float
    pixel_polygon: NDArray[np.float64]
    head_line: float
    head_sample: float
    head_std_pixels: float
    head_std_m: float | None
    column_mean_ppm_m: float | None
    column_std_ppm_m: float | None
    column_max_ppm_m: float | None
    n_pixels: int
    spectrum: PlumeSpectrum
    column_remark: str = ""
    head_remark: str = ""
    column_below_ppm_m: float | None = None


@frozen(eq=False)
class Rejection:
    """Something that scored like a plume and was not taken for one.

    Attributes
    ----------
    gas : str
        The gas it resembled most.
    score : float
        Its detection statistic.
    pixel_polygon : (vertex, 2) float64
        Outline as (sample, line).
    n_pixels : int
        Its size.
    reason : str
        Why it was rejected, as a sentence.
    plume_probability : float
        What was left of the probability that it is a plume.
    """

    gas: str
    score: float
    pixel_polygon: NDArray[np.float64]
    n_pixels: int
    reason: str
    plume_probability: float


@frozen(eq=False)
class Detection:
    """Everything found in one scene.

    Attributes
    ----------
    scene_name : str
    shape : (line, sample)
    plumes : tuple of Plume
        Surest first.
    rejections : tuple of Rejection
        Strongest first, at most a few dozen.
    plume_id : (line, sample) int32
        0 where there is no plume.
    score : mapping of str to (line, sample) float32
        Score map of each gas found (of every asked gas when kept); NaN where masked.
    column, column_std : mapping of str to (line, sample) float32
        Column in ppm m and its standard deviation for the gases found; NaN where not stated.
    quality : (line, sample) uint8
        Bit flags, see ``QUALITY_FLAGS``.
    picture : (line, sample, 3) float32
        The scene as a person would look at it, 0..1, thermal (grey) or true colour.
    picture_caption : str
        What the picture shows, with its scale.
    invisible : mapping of str to str
        Gases asked for that this instrument cannot see, with the reason.
    groups : tuple of tuple of str
        What the instrument cannot tell apart.
    remarks : tuple of str
        What a person should know about this result, whole sentences.
    score_at_rate : mapping of float to mapping of str to float
        For false-alarm rates (1e-3, 1e-4 ...) and each gas scored: the score that this share of
        the scene's plume-free pixels is expected to reach. Empty where it was not worked out.
    acquired_at : datetime or None
        Start of acquisition of the scene, with time zone.
    instrument : str
        That took the scene; empty where it is not known.
    """

    scene_name: str
    shape: tuple[int, int]
    plumes: tuple[Plume, ...]
    rejections: tuple[Rejection, ...]
    plume_id: NDArray[np.int32]
    score: Mapping[str, NDArray[np.float32]]
    column: Mapping[str, NDArray[np.float32]]
    column_std: Mapping[str, NDArray[np.float32]]
    quality: NDArray[np.uint8]
    picture: NDArray[np.float32]
    picture_caption: str = ""
    invisible: Mapping[str, str] = field(factory=dict)
    groups: tuple[tuple[str, ...], ...] = ()
    remarks: tuple[str, ...] = ()
    provenance: Provenance = field(factory=Provenance)
    score_at_rate: Mapping[float, Mapping[str, float]] = field(factory=dict)
    acquired_at: datetime | None = None
    instrument: str = ""


QUALITY_FLAGS: Mapping[int, str] = {
    1: "fill: no valid radiance",
    2: "saturated",
    4: "dead or hot column",
    8: "cloud",
    16: "water",
}
"""Meaning of each bit of ``Detection.quality``; 1, 2 and 4 take a pixel out of the statistics."""

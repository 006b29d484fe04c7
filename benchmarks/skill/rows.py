"""What is kept of a judged scene: flat rows that can be cached as JSON and added up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen


@frozen
class PixelRow:
    """Recall of one gas's score map in one scene.

    ``n_positive`` and ``n_found`` count pixels of true SNR >= 5; ``n_weak`` and
    ``n_weak_found`` those among them that belong to weak emitters only. The two numbers of
    each ``found`` are at false-positive rates 1e-4 and 1e-5.
    """

    gas: str
    n_positive: int
    n_found: tuple[int, int]
    n_weak: int
    n_weak_found: tuple[int, int]


@frozen
class EmitterRow:
    """Whether one emitter was found."""

    gases: tuple[str, ...]
    strength: float
    area_m2: float
    is_in_library: bool
    is_found: bool


@frozen
class ProbabilityRow:
    """One stated probability and what is true.

    ``is_held`` is about this very gas, ``is_group_held`` about any gas that the instrument
    cannot tell apart from it.
    """

    gas: str
    probability: float
    is_held: bool
    is_group_held: bool


@frozen
class PlumeRow:
    """One reported plume against the truth; ``emitter`` is None for a false one."""

    gas: str
    emitter: int | None
    n_pixels: int
    score: float
    false_alarm_rate: float
    plume_probability: float
    overlap: float
    held: tuple[str, ...]
    is_invented: bool
    is_top_1: bool
    is_in_group: bool
    head_distance_pixels: float | None
    column_ppm_m: float | None
    column_std_ppm_m: float | None
    true_column_ppm_m: float
    column_remark: str
    probabilities: tuple[ProbabilityRow, ...]


@frozen
class DetectionRows:
    """Everything judged of one detection."""

    emitters: tuple[EmitterRow, ...]
    plumes: tuple[PlumeRow, ...]
    surest_head_pixels: tuple[float, ...]
    n_rejections: int


def detection_rows_from_json(document: Mapping[str, Any]) -> DetectionRows:
    """Return the rows that ``attrs.asdict`` took apart."""
    plumes = [PlumeRow(**row) for row in document["plumes"]]
    return DetectionRows(
        emitters=tuple(EmitterRow(**row) for row in document["emitters"]),
        plumes=tuple(
            evolve(
                plume,
                probabilities=tuple(
                    ProbabilityRow(**row)  # type: ignore[arg-type]
                    for row in plume.probabilities
                ),
            )
            for plume in plumes
        ),
        surest_head_pixels=tuple(document["surest_head_pixels"]),
        n_rejections=document["n_rejections"],
    )

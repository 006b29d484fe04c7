"""From what somebody reports to a plume and a source estimate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from cathartes.io.reports.grades import probability_of
from cathartes.model.campaign.area import Ring
from cathartes.model.campaign.plume import EstimateRecord, GasRate, PlumeRecord
from cathartes.model.campaign.record import Marking
from cathartes.model.identity import content_id
from cathartes.model.provenance import Provenance

Z_95 = 1.6449
UNSTATED_RATE_ERROR = 0.5
"""Of a published rate without a spread."""
MODEL_RATE_ERROR = 0.4
"""Of any published rate, beside its stated spread: the intervals stated for the controlled releases
of 2022 held the metered rate in 34 % of 454 reports, with this in 91 % (88 % of the blind ones)."""


@frozen(kw_only=True)
class ReportedPlumes:
    """What a list or a report says.

    Attributes
    ----------
    plumes : tuple of PlumeRecord
    estimates : tuple of EstimateRecord
        One for each plume, in the same order.
    cautions : tuple of str
        What was left out, whole sentences.
    """

    plumes: tuple[PlumeRecord, ...]
    estimates: tuple[EstimateRecord, ...]
    cautions: tuple[str, ...] = ()


def reported_source(
    *,
    seen_at: datetime,
    longitude: float,
    latitude: float,
    position_std_m: float,
    gas_probabilities: Mapping[str, float],
    rates: Mapping[str, GasRate],
    reported_by: str,
    grade: str,
    outline: Ring = (),
    column_ppm_m: tuple[float, float] | None = None,
    provenance: Provenance,
    marking: Marking,
    is_simulated: bool,
) -> tuple[PlumeRecord, EstimateRecord]:
    """Return the plume and the source that a report speaks of.

    Raises
    ------
    RecordError
        If a value is none of what it stands for.
    """
    probability = probability_of(grade)
    plume = PlumeRecord(
        is_simulated=is_simulated,
        marking=marking,
        provenance=provenance,
        seen_at=seen_at,
        longitude=longitude,
        latitude=latitude,
        position_std_m=position_std_m,
        gas_probabilities=gas_probabilities,
        plume_probability=probability,
        column_mean_ppm_m=None if column_ppm_m is None else column_ppm_m[0],
        column_std_ppm_m=None if column_ppm_m is None else column_ppm_m[1],
        outline=outline,
        reported_by=reported_by,
        grade=grade,
    )
    estimate = EstimateRecord(
        is_simulated=is_simulated,
        marking=marking,
        provenance=provenance,
        plume_ids=(content_id(plume),),
        sensed_at=seen_at,
        longitude=longitude,
        latitude=latitude,
        position_std_m=position_std_m,
        rates=rates,
        gas_probabilities=gas_probabilities,
        source_probability=probability,
    )
    return plume, estimate


def gas_rate(
    rate_kg_per_h: float,
    std_kg_per_h: float | None = None,
    bounds_kg_per_h: tuple[float, float] | None = None,
) -> GasRate:
    """Return a published rate with its spread as releases have shown it.

    Parameters
    ----------
    rate_kg_per_h : float
    std_kg_per_h : float, optional
        As stated.
    bounds_kg_per_h : (float, float), optional
        Stated instead: of a central 95 % interval.

    Notes
    -----
    The stated spread and ``MODEL_RATE_ERROR`` of the rate are added in quadrature; a rate of which
    none is stated has ``UNSTATED_RATE_ERROR`` for one.
    """
    if std_kg_per_h is None and bounds_kg_per_h is not None:
        std_kg_per_h = (bounds_kg_per_h[1] - bounds_kg_per_h[0]) / (2.0 * 1.96)
    if std_kg_per_h is None:
        std_kg_per_h = UNSTATED_RATE_ERROR * rate_kg_per_h
    std_kg_per_h = round(math.hypot(std_kg_per_h, MODEL_RATE_ERROR * rate_kg_per_h), 6)
    return GasRate(
        emission_rate_kg_per_h=rate_kg_per_h,
        emission_rate_std_kg_per_h=std_kg_per_h,
        emission_rate_q05=max(rate_kg_per_h - Z_95 * std_kg_per_h, 0.0),
        emission_rate_q95=rate_kg_per_h + Z_95 * std_kg_per_h,
    )

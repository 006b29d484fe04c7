"""Numbers of a located source as a person reads them, on paper and on the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from cathartes.kernels.rings import rings_area
from cathartes.model.location.source import PlumeDrift, Rings, SourceEstimate, WindFit
from cathartes.plot.words import probability_in_words

_NUMBERS = ("no source", "one source", "two sources", "three sources")


def three_digits(value: float) -> str:
    """Return a number with three digits that count, without an exponent."""
    if not math.isfinite(value):
        return "—"
    if value == 0.0:
        return "0"
    power = math.floor(math.log10(abs(value)))
    return f"{round(value, 2 - power):,.{max(0, 2 - power)}f}"


def emission_in_words(source: SourceEstimate) -> str:
    """Return the rate with its 90 % interval; a dash where none is known."""
    if not math.isfinite(source.emission_rate_kg_per_h):
        return "—"
    low, high = source.emission_rate_q05, source.emission_rate_q95
    middle = three_digits(source.emission_rate_kg_per_h)
    return f"{middle} ({three_digits(low)} to {three_digits(high)})"


def area_in_words(rings: Rings) -> str:
    """Return the area of a region in m2, or in km2 where it is large."""
    area = rings_area(rings)
    if area <= 0.0:
        return "—"
    return f"{three_digits(area)} m²" if area < 1e5 else f"{three_digits(area / 1e6)} km²"


def place_of(source: SourceEstimate) -> str:
    """Return easting and northing to a tenth of a metre."""
    return f"{source.easting_m:,.1f}, {source.northing_m:,.1f}"


def counts_in_words(p_number_of_sources: Mapping[int, float]) -> str:
    """Return the probability of each number of sources, the likeliest first."""
    ordered = sorted(p_number_of_sources.items(), key=lambda item: -item[1])
    shown = [(count, p) for count, p in ordered if p >= 0.005] or ordered[:1]
    return ", ".join(f"{count_in_words(count)} {probability_in_words(p)}" for count, p in shown)


def count_in_words(count: int) -> str:
    """Return a number of sources in words."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count} sources"


def one_more_in_words(p_number_of_sources: Mapping[int, float], n_found: int) -> str:
    """Say whether more sources than were found are excluded; empty where they are."""
    more = sum(p for count, p in p_number_of_sources.items() if count > n_found)
    if more < 0.05:
        return ""
    what = "A source" if n_found == 0 else "At least one more source"
    return f"{what} is not excluded: probability {probability_in_words(more)}."


def wind_in_words(wind: WindFit) -> str:
    """Return the wind that was given and the one that the data ask for."""
    if not math.isfinite(wind.given_speed_m_s + wind.given_from_direction_deg):
        return "No wind was given."
    fitted = wind.given_speed_m_s * wind.speed_factor
    spread = wind.given_speed_m_s * wind.speed_factor_std
    from_deg = np.mod(wind.given_from_direction_deg + wind.direction_offset_deg, 360.0)
    told = (
        f"Given: {wind.given_speed_m_s:.1f} m/s from {wind.given_from_direction_deg % 360.0:.0f}°, "
        f"in the mean. Fitted: {fitted:.1f} ± {spread:.1f} m/s from {from_deg:.0f} ± "
        f"{wind.direction_offset_std_deg:.0f}°."
    )
    return " ".join([told, *(drift_in_words(one) for one in wind.drift)])


def drift_in_words(drift: PlumeDrift) -> str:
    """Return what the drift of a plume between two passes tells of the wind, as a sentence."""
    between = drift.to_time_s - drift.from_time_s
    apart = f"{three_digits(between)} s" if between < 120.0 else f"{between / 60.0:.0f} min"
    if drift.wind is None:
        return f"Drift of the plume in {apart} between two passes: none, {drift.remark}."
    wind = drift.wind
    return (
        f"Drift of the plume in {apart} between two passes"
        f"{'' if drift.is_used else ', not used'}: as in a wind of {wind.speed_m_s:.1f} ± "
        f"{wind.speed_std_m_s or 0.0:.1f} m/s from {wind.from_direction_deg:.0f} ± "
        f"{wind.from_direction_std_deg or 0.0:.0f}°."
    )

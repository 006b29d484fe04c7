"""Numbers of a result as a person reads them, the same in the report and on the terminal."""

from __future__ import annotations

import math

import numpy as np

from cathartes.model.plume import UNKNOWN_GAS, Detection, Plume

VAPOUR_PROVES_NOTHING = "A vapour alone never proves what a place is."
"""Stands in every report."""


def probability_in_words(probability: float) -> str:
    """Return a percentage that never claims certainty."""
    if not math.isfinite(probability):
        return "not known"
    if probability > 0.995:
        return "> 99 %"
    if probability < 0.005:
        return "< 1 %"
    return f"{100.0 * probability:.0f} %"


def rate_in_words(rate: float) -> str:
    """Return a false-alarm rate as a power of ten with one digit, as 2×10⁻⁶."""
    if not math.isfinite(rate):
        return "not known"
    if rate <= 0.0:
        return "0"
    power = math.floor(math.log10(rate))
    digit = round(rate / 10.0**power)
    if digit == 10:
        digit, power = 1, power + 1
    if power >= -2:
        return f"{digit * 10.0**power:g}"
    raised = str(abs(power)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{digit}×10⁻{raised}"


def rate_as_sentence(rate: float, detection: Detection) -> str:
    """Say how many plume-free pixels of this very scene would score as high by chance."""
    valid = (np.asarray(detection.quality) & 0b111) == 0
    free = int(np.count_nonzero(valid & (np.asarray(detection.plume_id) == 0)))
    if free == 0:
        return (
            "Every pixel of this scene lies in a plume, so none is left to see how often chance "
            f"alone scores this high; by the model it is {rate_in_words(rate)}."
        )
    expected = rate * free
    if not math.isfinite(expected):
        return "How many plume-free pixels would score as high is not known."
    if expected < 0.01:
        number = "fewer than 0.01"
    else:
        number = f"about {expected:.0f}" if expected >= 10 else f"about {expected:.1g}"
    return (
        f"Of the {free:,} plume-free pixels of this scene {number} would score this high "
        f"by chance ({rate_in_words(rate)} of them)."
    )


def with_spread(value: float, spread: float) -> str:
    """Return value ± spread, both to the spread's second digit."""
    if not (math.isfinite(spread) and spread > 0.0):
        return f"{value:.3g}"
    power = math.floor(math.log10(spread)) - 1
    decimals, step = max(0, -power), 10.0**power
    value, spread = (step * round(number / step) for number in (value, spread))
    return f"{value:,.{decimals}f} ± {spread:,.{decimals}f}"


def column_in_words(plume: Plume) -> str:
    """Return the mean column with its spread, else what it is below, else a dash."""
    if plume.column_mean_ppm_m is None or plume.column_std_ppm_m is None:
        below = plume.column_below_ppm_m
        return "—" if below is None else f"< {below:,.2g}" if below < 100 else f"< {below:,.0f}"
    return with_spread(plume.column_mean_ppm_m, plume.column_std_ppm_m)


def column_as_sentence(plume: Plume) -> str:
    """Return the column as a sentence, or the sentence that says why there is none."""
    if plume.column_mean_ppm_m is None or plume.column_std_ppm_m is None:
        return plume.column_remark or "No column can be stated for this plume."
    text = f"{column_in_words(plume)} ppm m on average over {plume.n_pixels:,} pixels"
    if plume.column_max_ppm_m is not None:
        text += f", {plume.column_max_ppm_m:,.3g} ppm m at most"
    text += "; ± is one standard deviation of the error of the mean."
    return f"{text} {plume.column_remark}".strip()


def gas_in_words(plume: Plume) -> str:
    """Return the gas, and in brackets what the instrument cannot tell from it."""
    if plume.gas == UNKNOWN_GAS:
        return "a gas in no library"
    others = [name for name in plume.group if name != plume.gas]
    return f"{plume.gas} (or {', '.join(others)})" if others else plume.gas


def place_in_words(longitude: float, latitude: float) -> str:
    """Return a place as degrees north and east, to about a metre."""
    return (
        f"{abs(latitude):.5f}° {'N' if latitude >= 0 else 'S'}, "
        f"{abs(longitude):.5f}° {'E' if longitude >= 0 else 'W'}"
    )


def head_in_words(plume: Plume) -> str:
    """Return the head's pixel with its spread, in metres too where they are known."""
    text = f"line {plume.head_line:.1f}, sample {plume.head_sample:.1f}"
    if math.isfinite(plume.head_std_pixels):
        text += f", ± {plume.head_std_pixels:.1f} pixels"
    if plume.head_std_m is not None and math.isfinite(plume.head_std_m):
        text += f" (± {float(f'{plume.head_std_m:.2g}'):g} m)"
    return text

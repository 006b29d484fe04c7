"""What is left of the evidence when a rate is believed evenly in its logarithm."""

from __future__ import annotations

import math

from numba import njit

QUADRATURE = 32
FLAT_BELOW = 0.05
LOG_NOTHING = -600.0


@njit(cache=True, error_model="numpy", fastmath=True)
def log_mass_of_rate(rate: float, std: float, least: float, most: float) -> float:
    """Return log of the integral of exp(-(Q - rate)^2 / 2 std^2) p(Q) / (std sqrt(2 pi)).

    The prior p is flat in log(Q) from ``least`` to ``most`` and nothing outside. Where the data
    say nothing (std far above ``most``) the integral times ``std sqrt(2 pi)`` is 1.
    """
    span = math.log(most / least)
    ratio = rate / std
    if ratio > 4.0:
        return -math.log(rate * span) if least < rate < most else LOG_NOTHING
    # Below a small part of the spread the likelihood is flat: there the integral is exact.
    flat = min(max(FLAT_BELOW * std, least), most)
    total = math.exp(-0.5 * ratio * ratio) * math.log(flat / least) / std
    last = min(rate + 4.0 * std, most)
    if last > flat:
        step = (last - flat) / QUADRATURE
        for index in range(QUADRATURE):
            place = flat + (index + 0.5) * step
            total += math.exp(-0.5 * ((place - rate) / std) ** 2) / (place * std) * step
    return math.log(max(total / (math.sqrt(2.0 * math.pi) * span), math.exp(LOG_NOTHING)))

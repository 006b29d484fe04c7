"""A fast instrument on the move: it lags, drifts, is noisy, and its place is not quite known."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.simulate.insitu.air.processes import draw_log_even, mean_over, ornstein_uhlenbeck
from cathartes.simulate.insitu.flights.settings import CarrierSettings, FlightSettings
from cathartes.simulate.insitu.sensing.response import lag

COLOUR_S = 30.0
LEAST_REPORTED_HEIGHT_M = 0.5


@frozen(eq=False)
class FlownInstrument:
    """One instrument of one flight.

    Attributes
    ----------
    averaging_s, response_s, stated_response_s, delay_s : float
        The delay is that of the inlet, which nobody accounts for.
    noise_ppm : float
        True white noise of a value.
    stated_ppm : float
        What its data sheet says, NaN where it says nothing.
    gain : float
    """

    averaging_s: float
    response_s: float
    stated_response_s: float
    delay_s: float
    noise_ppm: float
    stated_ppm: float
    gain: float


def draw_instrument(
    rng: np.random.Generator, settings: FlightSettings, carrier: CarrierSettings
) -> FlownInstrument:
    """Draw what is flown, and what its data sheet says of it."""
    response = draw_log_even(rng, carrier.response_s)
    noise = settings.gas.noise_factor * draw_log_even(rng, carrier.noise_ppm)
    return FlownInstrument(
        averaging_s=float(rng.choice(carrier.averaging_s)),
        response_s=response,
        stated_response_s=float(response * np.exp(settings.response_log_std * rng.normal())),
        delay_s=float(abs(settings.inlet_delay_s * rng.normal())),
        noise_ppm=noise,
        stated_ppm=float(
            noise * np.exp(0.3 * rng.normal() - 0.2) if rng.uniform() < 0.8 else np.nan
        ),
        gain=float(np.exp(settings.gain_log_std * rng.normal())),
    )


def show(
    instrument: FlownInstrument, series: NDArray[np.float64], step_s: float
) -> NDArray[np.float64]:
    """Return means over each interval of what a lagging instrument shows, noise aside.

    Parameters
    ----------
    instrument : FlownInstrument
    series : (step, ...) float64
        The air at its inlet.
    step_s : float

    Returns
    -------
    (value, ...) float64
    """
    late = round(instrument.delay_s / step_s)
    arrived = np.concatenate([np.repeat(series[:1], late, axis=0), series])[: len(series)]
    shown = lag(arrived, step_s, instrument.response_s)
    return mean_over(shown, round(instrument.averaging_s / step_s))


def add_errors(
    rng: np.random.Generator,
    settings: FlightSettings,
    instrument: FlownInstrument,
    level_ppm: NDArray[np.float64],
    added_ppm: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return what is written down, (value,); NaN in gaps.

    Parameters
    ----------
    rng : numpy.random.Generator
    settings : FlightSettings
    instrument : FlownInstrument
    level_ppm, added_ppm : (value,) float64
        Background and the sources' part, as shown without noise.
    """
    count, interval = level_ppm.size, instrument.averaging_s
    step = settings.drift_ppm_per_hour * settings.gas.noise_factor * np.sqrt(interval / 3600.0)
    value = instrument.gain * (level_ppm + added_ppm) + np.cumsum(rng.normal(0.0, step, count))
    coloured = ornstein_uhlenbeck(rng, count, interval, COLOUR_S)
    value += settings.coloured_noise * instrument.noise_ppm * coloured
    value += instrument.noise_ppm * rng.standard_t(5.0, count) / np.sqrt(5.0 / 3.0)
    for start in rng.integers(0, count, rng.poisson(settings.missing_share * count / 5.0)):
        value[start : start + 1 + int(rng.exponential(4.0))] = np.nan
    return np.asarray(value)


def report_places(
    rng: np.random.Generator,
    carrier: CarrierSettings,
    true_m: NDArray[np.float64],
    interval_s: float,
) -> NDArray[np.float64]:
    """Return the places as written down, (value, 3): errors that change in a minute."""
    count = len(true_m)
    shares = (1.0, 1.0, 1.5)
    off = [
        share * carrier.position_std_m * ornstein_uhlenbeck(rng, count, interval_s, 60.0)
        for share in shares
    ]
    places = true_m + np.stack(off, axis=1)
    places[:, 2] += carrier.height_bias_m * rng.normal()
    places[:, 2] = np.maximum(places[:, 2], LEAST_REPORTED_HEIGHT_M)
    return np.asarray(places)

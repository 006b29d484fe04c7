"""Fly an instrument through the plumes of a site, and write down what it shows."""

from __future__ import annotations

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import MOLE_FRACTION_UNIT, GasOfCase, Observations
from cathartes.simulate.insitu.air.processes import draw_log_even, mean_over
from cathartes.simulate.insitu.air.reported_wind import report_wind
from cathartes.simulate.insitu.air.true_air import TrueAir, draw_air
from cathartes.simulate.insitu.emitters import (
    Emitter,
    describe_emitter,
    draw_count,
    draw_emitter,
    sense_emitter,
)
from cathartes.simulate.insitu.flights.instrument import (
    FlownInstrument,
    add_errors,
    draw_instrument,
    report_places,
    show,
)
from cathartes.simulate.insitu.flights.path import fly_way, plan_way
from cathartes.simulate.insitu.flights.settings import CarrierSettings, FlightSettings
from cathartes.simulate.insitu.layout import draw_apart
from cathartes.simulate.insitu.sensing.background import draw_background
from cathartes.simulate.insitu.sensing.response import kg_m3_of_ppm
from cathartes.simulate.insitu.true_wind import describe_truth
from cathartes.simulate.insitu.truth import InsituTruth

STEP_S = 1.0
SUBSTEPS = 4
"""Places of the instrument within one step of the air: it flies through a plume in seconds."""
SPIN_UP_S = (300.0, 2400.0)
ROW_S = 60.0


def simulate_flight(
    rng: np.random.Generator, settings: FlightSettings | None = None
) -> tuple[SourceCase, InsituTruth]:
    """Draw a site, its sources and its air, and fly across their plumes.

    Transects lie across the wind as the crew believes it to blow, from the site to a few sides of
    it away, at changing heights; one of them is flown at several heights.

    Parameters
    ----------
    rng : numpy.random.Generator
        Everything follows from it: the same state gives the same case.
    settings : FlightSettings or None

    Returns
    -------
    case : SourceCase
        What a crew would have.
    truth : InsituTruth
    """
    settings = settings or FlightSettings()
    # Each part has a generator of its own, so that another flight is flown in the same air.
    of_site, of_air, of_way, of_plumes, of_sensing, of_wind = (
        np.random.default_rng(seed) for seed in rng.integers(0, 2**63, 6)
    )
    weights = np.array([weight for _, weight in settings.carriers])
    carrier = settings.carriers[of_site.choice(weights.size, p=weights / weights.sum())][0]
    size, centre, places, obstacles = _draw_site(of_site, settings, carrier)
    speed = draw_log_even(of_air, settings.air.speed_m_s)
    n_spin = round(float(np.clip(3.0 * size / speed, *SPIN_UP_S)) / STEP_S)
    longest_s = n_spin * STEP_S + np.ceil(carrier.endurance_s / ROW_S) * ROW_S
    air = draw_air(of_air, settings.air, longest_s, STEP_S, speed)
    emitters = [
        draw_emitter(
            of_site,
            settings.sources.model_copy(update={"rate_kg_per_h": carrier.rate_kg_per_h}),
            (settings.gas,), (float(east), float(north)), air,
        )
        for east, north in places
    ]  # fmt: skip
    mean = air.since(n_spin).wind_m_s[: round(600.0 / STEP_S)].mean(axis=0)
    toward = np.arctan2(mean[0], mean[1]) + np.radians(settings.misjudged_deg) * of_way.normal()
    corners = plan_way(of_way, carrier, centre, size, float(toward))
    way = fly_way(of_way, carrier, corners, STEP_S / SUBSTEPS)
    air = air.until(n_spin + round(np.ceil(len(way) / SUBSTEPS / ROW_S) * ROW_S))
    instrument = draw_instrument(of_sensing, settings, carrier)
    added = [_sense(of_plumes, one, air, obstacles, way, n_spin) for one in emitters]
    observations, from_sources, peaks = _observe(
        of_sensing, settings, carrier, instrument, air, way, n_spin, added
    )
    seen = air.since(n_spin)
    wind = report_wind(of_wind, settings.wind_report, seen, size)
    case = SourceCase(
        name=f"simulated {carrier.name} flight",
        gases=(GasOfCase(settings.gas.name, settings.gas.molar_mass_g_per_mol),),
        observations=observations,
        wind=evolve(wind, position_m=wind.position_m + np.array([*centre, 0.0])),
        search_area_m=_search_area(of_site, centre, size),
        notes=f"Simulated: a {carrier.name} flies across the wind over and beyond a site.",
    )
    truths = tuple(
        describe_emitter(one, (settings.gas,), air, n_spin, peak)
        for one, peak in zip(emitters, peaks, strict=True)
    )
    return case, describe_truth(truths, seen, from_sources)


def _draw_site(
    rng: np.random.Generator, settings: FlightSettings, carrier: CarrierSettings
) -> tuple[float, tuple[float, float], NDArray[np.float64], NDArray[np.float64]]:
    """Return the side of the site, its centre, the sources' places, and what stands there."""
    size = draw_log_even(rng, carrier.site_m)
    east, north = rng.uniform(-200.0, 200.0, 2) if settings.centre_m is None else settings.centre_m
    centre = np.array([east, north])
    count = draw_count(rng, settings.sources)
    places = draw_apart(rng, centre, 0.45 * size, count, 0.2 * size, np.empty((0, 3)))
    taken = np.column_stack([places, np.full(count, 8.0)])
    n_obstacles = int(rng.integers(settings.obstacles[0], settings.obstacles[1] + 1))
    standing = draw_apart(rng, centre, 0.45 * size, n_obstacles, 0.1 * size, taken)
    sizes = rng.uniform(2.0, 6.0, n_obstacles), rng.uniform(2.5, 9.0, n_obstacles)
    return size, (float(east), float(north)), places, np.column_stack([standing, *sizes])


def _sense(
    rng: np.random.Generator,
    emitter: Emitter,
    air: TrueAir,
    obstacles: NDArray[np.float64],
    way_m: NDArray[np.float64],
    n_spin: int,
) -> NDArray[np.float64]:
    """Return what one emitter adds to the air along the way, kg m-3, (substep of the way,)."""
    n_steps = air.n_steps - n_spin
    padded = way_m[np.minimum(np.arange(n_steps * SUBSTEPS), len(way_m) - 1)]
    receptors = np.concatenate(
        [
            np.broadcast_to(way_m[0], (n_spin, SUBSTEPS, 3)),
            padded.reshape(n_steps, SUBSTEPS, 3),
        ]
    )
    moment = (np.arange(SUBSTEPS) + 0.5) / SUBSTEPS
    reach = 50.0 + 1.2 * float(np.hypot(*(way_m - emitter.place_m)[:, :2].T).max())
    sensed = sense_emitter(rng, emitter, air, obstacles, receptors, moment, reach)
    return np.asarray(sensed[n_spin:].ravel()[: len(way_m)])


def _observe(
    rng: np.random.Generator,
    settings: FlightSettings,
    carrier: CarrierSettings,
    instrument: FlownInstrument,
    air: TrueAir,
    way_m: NDArray[np.float64],
    n_spin: int,
    added_kg_m3: list[NDArray[np.float64]],
) -> tuple[Observations, NDArray[np.float64], list[float]]:
    """Return the table of observations, the sources' part, and each source's peak over noise."""
    fine_s, interval = STEP_S / SUBSTEPS, instrument.averaging_s
    factor = settings.gas.noise_factor
    level = draw_background(
        rng, air, factor * settings.background_drift_ppm, factor * settings.background_diurnal_ppm
    )
    level = settings.gas.background_ppm + np.repeat(level[n_spin:], SUBSTEPS)[: len(way_m)]
    temperature = np.repeat(air.temperature_k[n_spin:], SUBSTEPS)[: len(way_m)]
    n_each = round(interval / fine_s)
    weight = kg_m3_of_ppm(
        mean_over(temperature, n_each), air.pressure_pa, settings.gas.molar_mass_g_per_mol
    )
    each = [show(instrument, one, fine_s) / weight for one in added_kg_m3]
    signal = np.sum(each, axis=0) if each else np.zeros(weight.size)
    value = add_errors(rng, settings, instrument, show(instrument, level, fine_s), signal)
    places = report_places(rng, carrier, mean_over(way_m, n_each), interval)
    begin_s = air.start_s + n_spin * air.step_s
    kept = np.flatnonzero(np.isfinite(value))
    table = Observations(
        time_s=np.asarray(begin_s + kept * interval, np.float64),
        averaging_s=np.full(kept.size, interval),
        sensor=np.zeros(kept.size, np.int32),
        sensor_names=(carrier.name,),
        gas=np.zeros(kept.size, np.int32),
        begin_m=places[kept],
        end_m=places[kept].copy(),
        value=value[kept],
        value_std=np.full(kept.size, instrument.stated_ppm),
        unit=MOLE_FRACTION_UNIT,
        kg_m3_per_unit=weight[kept],
        response_s=np.full(kept.size, instrument.stated_response_s),
    )
    return table, signal[kept], [float(one.max()) / instrument.noise_ppm for one in each]


def _search_area(
    rng: np.random.Generator, centre_m: tuple[float, float], size_m: float
) -> tuple[float, float, float, float]:
    """Return a rectangle about the site whose middle is not the site's."""
    west, south, east, north = size_m * rng.uniform(0.6, 0.9, 4)
    return centre_m[0] - west, centre_m[1] - south, centre_m[0] + east, centre_m[1] + north

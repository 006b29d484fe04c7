"""Fixed networks of cheap sensors around a site."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import MOLE_FRACTION_UNIT, GasOfCase, Observations
from cathartes.simulate.insitu.air.processes import draw_log_even, mean_over
from cathartes.simulate.insitu.air.reported_wind import report_wind
from cathartes.simulate.insitu.air.true_air import TrueAir, draw_air
from cathartes.simulate.insitu.emitters import (
    describe_emitter,
    draw_count,
    draw_emitter,
    sense_emitter,
)
from cathartes.simulate.insitu.layout import SiteLayout, draw_layout
from cathartes.simulate.insitu.sensing.background import draw_background
from cathartes.simulate.insitu.sensing.cheap_sensor import write_sensor
from cathartes.simulate.insitu.sensing.response import kg_m3_of_ppm, lag
from cathartes.simulate.insitu.settings import NetworkSettings
from cathartes.simulate.insitu.true_wind import describe_truth
from cathartes.simulate.insitu.truth import InsituTruth

SPIN_UP_S = 900.0
MID_STEP = np.array([0.5])


def simulate_network(
    rng: np.random.Generator, settings: NetworkSettings | None = None
) -> tuple[SourceCase, InsituTruth]:
    """Draw a site, its sources, sensors and wind, and sense it for some hours.

    Parameters
    ----------
    rng : numpy.random.Generator
        Everything follows from it: the same state gives the same case.
    settings : NetworkSettings or None

    Returns
    -------
    case : SourceCase
        What a crew would have.
    truth : InsituTruth
    """
    settings = settings or NetworkSettings()
    averaging = settings.averaging_s
    speed = draw_log_even(rng, settings.air.speed_m_s)
    step_s = averaging / round(averaging / (1.0 if speed > 1.5 else 2.0))
    n_rows = round(draw_log_even(rng, settings.duration_s) / averaging)
    n_spin = round(SPIN_UP_S / step_s)
    duration = n_spin * step_s + n_rows * averaging
    air = draw_air(rng, settings.air, duration, step_s, speed)
    layout = draw_layout(rng, settings, draw_count(rng, settings.sources))
    emitters = [
        draw_emitter(rng, settings.sources, settings.gases, (east, north), air)
        for east, north in layout.sources_m
    ]
    n_each = round(averaging / step_s)
    response = rng.uniform(0.0, 30.0, len(layout.nodes_m))
    sheltered = _shelter(rng, settings, layout, air)
    receptors = np.broadcast_to(layout.nodes_m, (air.n_steps, *layout.nodes_m.shape))
    moment = np.broadcast_to(MID_STEP, (len(layout.nodes_m),))
    added = np.zeros((len(emitters), n_rows, len(layout.nodes_m)))
    for place, emitter in enumerate(emitters):
        sensed = sense_emitter(
            rng, emitter, air, layout.obstacles, receptors, moment, 1.6 * layout.size_m
        )
        sensed *= sheltered
        for node, lag_s in enumerate(response):
            sensed[:, node] = lag(sensed[:, node], step_s, lag_s)
        added[place] = mean_over(sensed[n_spin:], n_each)
    observations, from_sources, noise = _observe(
        rng, settings, layout, air, emitters_share=[one.share for one in emitters],
        added=added, n_spin=n_spin, n_each=n_each, response=response,
    )  # fmt: skip
    wind = report_wind(rng, settings.wind_report, air.since(n_spin), layout.size_m)
    truths = tuple(
        describe_emitter(emitter, settings.gases, air, n_spin, peak)
        for emitter, peak in zip(emitters, noise, strict=True)
    )
    case = SourceCase(
        name="simulated network",
        gases=tuple(GasOfCase(gas.name, gas.molar_mass_g_per_mol) for gas in settings.gases),
        observations=observations,
        wind=wind,
        search_area_m=layout.search_area_m,
        notes="Simulated: cheap sensors around a site.",
    )
    return case, describe_truth(truths, air.since(n_spin), from_sources)


def _shelter(
    rng: np.random.Generator, settings: NetworkSettings, layout: SiteLayout, air: TrueAir
) -> NDArray[np.float64]:
    """Return the factor that what stands beside each sensor puts on the gas, (step, node)."""
    direction = np.arctan2(*air.wind_m_s.T)
    size = settings.shelter_log_std
    columns = []
    for _ in layout.nodes_m:
        phase, constant, turning = rng.uniform(0.0, 2.0 * np.pi), rng.normal(), rng.normal()
        columns.append(np.exp(size * (0.7 * constant + turning * np.sin(direction + phase))))
    return np.stack(columns, axis=1)


def _observe(
    rng: np.random.Generator,
    settings: NetworkSettings,
    layout: SiteLayout,
    air: TrueAir,
    *,
    emitters_share: list[NDArray[np.float64]],
    added: NDArray[np.float64],
    n_spin: int,
    n_each: int,
    response: NDArray[np.float64],
) -> tuple[Observations, NDArray[np.float64], list[float]]:
    """Return the table of observations, the sources' part, and each source's peak over noise."""
    n_emitters, n_rows, n_nodes = added.shape
    temperature = mean_over(air.temperature_k[n_spin:], n_each)
    time_s = air.start_s + n_spin * air.step_s + np.arange(n_rows) * settings.averaging_s
    columns: list[tuple[NDArray[np.float64], ...]] = []
    peaks = [0.0] * n_emitters
    for index, gas in enumerate(settings.gases):
        factor = gas.noise_factor
        level = draw_background(
            rng, air, factor * settings.background_drift_ppm,
            factor * settings.background_diurnal_ppm,
        )  # fmt: skip
        level = gas.background_ppm + mean_over(level[n_spin:], n_each)
        weight = kg_m3_of_ppm(temperature, air.pressure_pa, gas.molar_mass_g_per_mol)
        for node in range(n_nodes):
            each = [
                added[k, :, node] * emitters_share[k][index] / weight for k in range(n_emitters)
            ]
            signal = np.sum(each, axis=0) if each else np.zeros(n_rows)
            series = write_sensor(rng, settings, factor, level + signal, temperature)
            if index == 0:
                for k in range(n_emitters):
                    peaks[k] = max(peaks[k], float(each[k].max()) / series.noise_ppm)
            columns.append(
                (np.asarray(time_s, np.float64), np.full(n_rows, node), np.full(n_rows, index),
                 series.value_ppm, np.full(n_rows, series.stated_ppm), weight, signal)
            )  # fmt: skip
    when, sensor, which, value, stated, weight, signal = (
        np.concatenate(parts) for parts in zip(*columns, strict=True)
    )
    order = np.lexsort((which, sensor, when))
    kept = order[np.isfinite(value[order])]
    node_of = sensor[kept].astype(np.int32)
    table = Observations(
        time_s=when[kept],
        averaging_s=np.full(kept.size, settings.averaging_s),
        sensor=node_of,
        sensor_names=tuple(f"node {1 + node}" for node in range(n_nodes)),
        gas=which[kept].astype(np.int32),
        begin_m=layout.nodes_m[node_of],
        end_m=layout.nodes_m[node_of],
        value=value[kept],
        value_std=stated[kept],
        unit=MOLE_FRACTION_UNIT,
        kg_m3_per_unit=weight[kept],
        response_s=response[node_of],
    )
    return table, signal[kept], peaks

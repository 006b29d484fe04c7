"""Run pyELQ on one case: a script of its own, for the interpreter that has pyELQ.

It reads a document from standard input and writes one to standard output; nothing of cathartes is
imported. Settings are those of pyELQ's own basic example with the case's area as the site, and
3000 iterations instead of 5000; the last 1000 are kept.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from typing import Any

import numpy as np

ITERATIONS, KEPT = 3000, 1000
REFERENCE = {"ref_latitude": 51.1, "ref_longitude": -1.4, "ref_altitude": 0.0}
HIGHEST_M = 3.0
SOURCES_EXPECTED = 1.0


def run_case(case: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return draws of sources after the burn-in, and the CPU seconds of set-up and sampling."""
    import pandas as pd
    from pyelq.component.background import SpatioTemporalBackground
    from pyelq.component.error_model import BySensor
    from pyelq.component.offset import PerSensor
    from pyelq.component.source_model import Normal
    from pyelq.coordinate_system import ENU
    from pyelq.dispersion_model.gaussian_plume import GaussianPlume
    from pyelq.gas_species import CH4
    from pyelq.meteorology.meteorology import Meteorology, MeteorologyGroup
    from pyelq.model import ELQModel
    from pyelq.sensor.beam import Beam
    from pyelq.sensor.sensor import SensorGroup
    from pyelq.source_map import SourceMap

    np.random.seed(seed)  # noqa: NPY002 - pyELQ draws from the global generator
    start = time.process_time()
    area = np.array(case["search_area_m"])
    corner = np.array([area[0], area[1], 0.0])

    def place(points: Any) -> Any:
        located = ENU(**REFERENCE)
        located.from_array(np.atleast_2d(np.asarray(points) - corner))
        return located

    sensors, weather = SensorGroup(), MeteorologyGroup()
    for beam in case["beams"]:
        times = pd.array(pd.to_datetime(beam["time_s"], unit="s"), dtype="datetime64[ns]")
        sensor = Beam()
        sensor.label, sensor.time = beam["name"], times
        sensor.location = place([beam["begin_m"], beam["end_m"]])
        sensor.concentration = np.array(beam["value_ppm"])
        sensors.add_sensor(sensor)
        met = Meteorology()
        met.label, met.time = beam["name"], times
        met.wind_speed = np.array(beam["speed_m_s"])
        met.wind_direction = np.array(beam["from_direction_deg"])
        met.calculate_uv_from_wind_speed_direction()
        met.wind_turbulence_horizontal = np.array(beam["turbulence_horizontal_deg"])
        met.wind_turbulence_vertical = np.array(beam["turbulence_vertical_deg"])
        met.temperature = np.array(beam["temperature_k"])
        met.pressure = np.array(beam["pressure_kpa"])
        weather.add_object(met)
    limits = np.array([[0.0, area[2] - area[0]], [0.0, area[3] - area[1]], [0.0, HIGHEST_M]])
    # An empty map: pyELQ then draws its first sources where its beams can see them.
    source_map = SourceMap()
    source_map.location = ENU(**REFERENCE)
    sources = Normal()
    sources.emission_rate_mean = np.array([0.0], ndmin=1)
    sources.initial_precision = np.array([1.0 / 2.5**2], ndmin=1)
    sources.reversible_jump, sources.rate_num_sources = True, SOURCES_EXPECTED
    sources.dispersion_model = GaussianPlume(source_map=source_map)
    sources.update_precision, sources.site_limits = False, limits
    sources.coverage_detection, sources.coverage_test_source = 0.1, 3.0
    background = SpatioTemporalBackground()
    background.n_time, background.mean_bg, background.spatial_dependence = None, 2.0, True
    background.initial_precision = 1.0 / 3e-4**2
    background.precision_time_0 = 1.0 / 0.1**2
    background.spatial_correlation_param, background.update_precision = 25.0, False
    offset = PerSensor()
    offset.update_precision, offset.initial_precision = False, 1.0 / 0.001**2
    errors = BySensor()
    errors.initial_precision = 1.0 / 0.1**2
    errors.prior_precision_shape = errors.prior_precision_rate = 1e-2
    model = ELQModel(
        sensor_object=sensors, meteorology=weather, gas_species=CH4(), background=background,
        source_model=sources, error_model=errors, offset_model=offset,
    )  # fmt: skip
    model.n_iter = int(case.get("iterations", ITERATIONS))
    model.initialise()
    model.to_mcmc()
    model.run_mcmc()
    model.from_mcmc()
    spent = time.process_time() - start
    found = model.components["source"]
    kept = slice(-min(KEPT, model.n_iter), None)
    east = np.atleast_2d(found.all_source_locations.east)[:, kept]
    north = np.atleast_2d(found.all_source_locations.north)[:, kept]
    rate = np.atleast_2d(found.emission_rate)[:, kept]
    which, iteration = np.nonzero(np.isfinite(east) & np.isfinite(rate))
    return {
        "iterations_kept": int(east.shape[1]),
        "iteration": iteration.tolist(),
        "easting_m": (east[which, iteration] + corner[0]).tolist(),
        "northing_m": (north[which, iteration] + corner[1]).tolist(),
        "rate_kg_per_h": rate[which, iteration].tolist(),
        "cpu_s": spent,
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    given = json.load(sys.stdin)
    answer = sys.stdout
    sys.stdout = sys.stderr  # progress bars of the sampler are no part of the answer
    json.dump(run_case(given, int(given["seed"])), answer)

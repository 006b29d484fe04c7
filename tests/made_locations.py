"""Hand-made cases and results of locating, as real as need be, without running the inference."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.model.location.case import LOCAL_CRS, SourceCase
from cathartes.model.location.observations import GasOfCase, Observations
from cathartes.model.location.posterior import SourcePosterior
from cathartes.model.location.source import (
    ObservationFit,
    SourceEstimate,
    SourceLocation,
    WindFit,
)
from cathartes.model.location.wind_series import WIND_ERRORS, WindSeries
from cathartes.model.provenance import InputFile, Provenance

TRUE_M = np.array([40.0, -25.0, 0.5])
"""Where the made source is, relative to the origin of the case."""
TRUE_KG_PER_H = 3.6
BACKGROUND_PPM = 2.0
KG_M3_PER_PPM_METHANE = 6.65e-7
START_S = 1.7e9
Array = NDArray[np.float64]
SCALAR_ENDINGS = ("_s", "_m", "_deg", "_std", "_k", "_pa")


def make_wind(
    n_rows: int = 30, *, speed_m_s: float = 3.0, from_deg: float = 240.0, **given: Any
) -> WindSeries:
    """Return minutes of wind whose direction swings by 20 degrees."""
    unknown = np.full(n_rows, np.nan)
    swing = 20.0 * np.sin(np.linspace(0.0, 9.0, n_rows))
    log_std, direction_error = WIND_ERRORS["mast"]
    fields: dict[str, Any] = {
        "time_s": START_S + 60.0 * np.arange(n_rows),
        "averaging_s": np.full(n_rows, 60.0),
        "position_m": np.tile([0.0, 0.0, 3.0], (n_rows, 1)),
        "speed_m_s": speed_m_s * (1.0 + 0.1 * np.cos(np.arange(n_rows))),
        "from_direction_deg": (from_deg + swing) % 360.0,
        "direction_std_deg": np.full(n_rows, 10.0),
        "sigma_v_m_s": unknown,
        "sigma_w_m_s": unknown,
        "friction_velocity_m_s": unknown,
        "obukhov_length_m": unknown,
        "mixing_height_m": unknown,
        "roughness_m": unknown,
        "temperature_k": unknown,
        "pressure_pa": unknown,
        "speed_log_std": np.full(n_rows, log_std),
        "from_direction_error_deg": np.full(n_rows, direction_error),
    }
    return WindSeries(**{**fields, **given})


def plain_wind(n_rows: int = 1, **given: Any) -> WindSeries:
    """Return steady tens of minutes of which no more is known than is given."""
    unknown = np.full(n_rows, np.nan)
    fields = {name: unknown for name in WindSeries.__slots__ if name.endswith(SCALAR_ENDINGS)}
    plain: dict[str, Any] = {
        **fields,
        "time_s": 600.0 * np.arange(n_rows),
        "averaging_s": np.full(n_rows, 600.0),
        "position_m": np.tile([np.nan, np.nan, 2.0], (n_rows, 1)),
        "speed_m_s": np.full(n_rows, 4.0),
        "from_direction_deg": np.full(n_rows, 270.0),
        "speed_log_std": np.full(n_rows, 0.1),
        "from_direction_error_deg": np.full(n_rows, 5.0),
    }
    known = {
        name: np.broadcast_to(np.asarray(value, float), plain[name].shape).copy()
        for name, value in given.items()
    }
    return WindSeries(**{**plain, **known})


def samplers_of_one_mean(
    place_m: Array, value_mg_m3: Array, wind: WindSeries, search_area_m: tuple[float, ...]
) -> SourceCase:
    """Return ten-minute means of sulphur hexafluoride at points, (sampler, 3)."""
    count = len(place_m)
    return SourceCase(
        name="made",
        gases=(GasOfCase("SF6", 146.0),),
        observations=Observations(
            time_s=np.zeros(count),
            averaging_s=np.full(count, 600.0),
            sensor=np.arange(count, dtype=np.int32),
            sensor_names=tuple(map(str, range(count))),
            gas=np.zeros(count, np.int32),
            begin_m=place_m,
            end_m=place_m,
            value=value_mg_m3,
            value_std=np.full(count, np.nan),
            unit="mg m-3",
            kg_m3_per_unit=np.full(count, 1e-6),
            response_s=np.zeros(count),
        ),
        wind=wind,
        search_area_m=search_area_m,
        release_height_hint_m=0.5,
    )


def plume_kg_m3(source_m: Array, rate_kg_per_h: float, at_m: Array, wind: WindSeries) -> Array:
    """Return a plain Gaussian plume at points, (row, point); for made data only."""
    toward = np.radians(wind.from_direction_deg + 180.0)
    axes = np.stack([np.sin(toward), np.cos(toward)], axis=1)
    away = at_m[:, :2] - source_m[:2]
    along = axes @ away.T
    across = axes[:, ::-1] * [1.0, -1.0] @ away.T
    distance = np.maximum(along, 1e-9)
    sigma_y, sigma_z = 0.16 * distance + 0.3, 0.08 * distance + 0.3
    plume = rate_kg_per_h / 3600.0 / (np.pi * wind.speed_m_s[:, None] * sigma_y * sigma_z)
    vertical = np.exp(-0.5 * ((at_m[:, 2] - source_m[2]) / sigma_z) ** 2)
    return np.where(along > 0.0, plume * vertical * np.exp(-0.5 * (across / sigma_y) ** 2), 0.0)


def make_observations(
    at_m: Array, names: tuple[str, ...], wind: WindSeries, *, seed: int = 3
) -> tuple[Observations, Array]:
    """Return a network's observations at all rows of wind, and what the source adds to each."""
    rng = np.random.default_rng(seed)
    rows, points = wind.size, len(at_m)
    added = plume_kg_m3(TRUE_M, TRUE_KG_PER_H, at_m, wind).ravel() / KG_M3_PER_PPM_METHANE
    count = rows * points
    value = BACKGROUND_PPM + added * np.exp(0.2 * rng.normal(size=count))
    positions = np.tile(at_m, (rows, 1))
    observations = Observations(
        time_s=np.repeat(wind.time_s, points),
        averaging_s=np.repeat(wind.averaging_s, points),
        sensor=np.tile(np.arange(points, dtype=np.int32), rows),
        sensor_names=names,
        gas=np.zeros(count, np.int32),
        begin_m=positions,
        end_m=positions.copy(),
        value=value + 0.02 * rng.normal(size=count),
        value_std=np.full(count, 0.02),
        unit="ppm",
        kg_m3_per_unit=np.full(count, KG_M3_PER_PPM_METHANE),
        response_s=np.zeros(count),
    )
    return observations, added


def make_case(kind: str = "network", *, crs: str = LOCAL_CRS, n_rows: int = 30) -> SourceCase:
    """Return a case: ``network`` (fixed sensors), ``arcs`` (one interval), ``paths``, ``flight``.

    With a coordinate system the origin is put where that system is good.
    """
    origin = np.array([0.0, 0.0, 0.0]) if crs == LOCAL_CRS else np.array([501_000.0, 4.4e6, 0.0])
    if kind == "arcs":
        n_rows = 1
    if kind == "flight":
        n_rows = 120
    wind = make_wind(n_rows)
    if kind == "arcs":
        wind = evolve(wind, from_direction_deg=np.array([240.0]), averaging_s=np.array([600.0]))
        bearing = np.radians(np.arange(20.0, 104.0, 4.0))
        arc = np.stack([np.sin(bearing), np.cos(bearing)], axis=1)
        at = np.concatenate([TRUE_M[:2] + reach * arc for reach in (100.0, 200.0)])
    else:
        at = np.array([[80.0, 0.0], [110.0, 60.0], [60.0, 50.0], [150.0, 10.0], [10.0, 30.0]])
    at_m = np.column_stack([at, np.full(len(at), 1.5)])
    names = tuple(f"node{number:02d}" for number in range(1, len(at) + 1))
    observations, _ = make_observations(at_m, names, wind)
    if kind == "paths":
        head = np.array([160.0, 60.0, 1.6])
        observations = evolve(observations, begin_m=np.tile(head, (observations.size, 1)))
    if kind == "flight":
        observations = _flown(wind)
    shift = np.tile(origin, (observations.size, 1))
    observations = evolve(
        observations, begin_m=observations.begin_m + shift, end_m=observations.end_m + shift
    )
    wind = evolve(wind, position_m=wind.position_m + origin)
    return SourceCase(
        name=f"made_{kind}",
        gases=(GasOfCase("CH4", 16.043),),
        observations=observations,
        wind=wind,
        search_area_m=(
            -100.0 + origin[0],
            -150.0 + origin[1],
            300.0 + origin[0],
            250.0 + origin[1],
        ),
        crs=crs,
        release_height_hint_m=0.5,
        notes="Made for tests.",
        inputs=(InputFile("observations.csv", "0" * 64, 1234), InputFile("wind.csv", "1" * 64, 99)),
    )


def _flown(wind: WindSeries) -> Observations:
    """Return one observation for each row of wind, along four legs across the plume."""
    legs = []
    across = np.array([-np.sin(np.radians(60.0 - 90.0)), -np.cos(np.radians(60.0 - 90.0))])
    along = np.array([np.sin(np.radians(60.0)), np.cos(np.radians(60.0))])
    for leg, reach in enumerate((60.0, 90.0, 130.0, 180.0)):
        place = np.linspace(-70.0, 70.0, wind.size // 4) * (-1.0) ** leg
        legs.append(TRUE_M[:2] + reach * along + place[:, None] * across)
    at = np.column_stack([np.concatenate(legs), np.full(wind.size, 5.0)])
    full, _ = make_observations(at, tuple(f"p{k}" for k in range(len(at))), wind)
    own = np.arange(wind.size) * (wind.size + 1)
    taken = full.take(own.astype(np.int64))
    return evolve(taken, sensor=np.zeros(taken.size, np.int32), sensor_names=("drone",))


def ellipse(centre: Array, along_m: float, across_m: float, bearing_deg: float) -> Array:
    """Return a closed, anticlockwise ring, (vertex, 2)."""
    angle = np.linspace(0.0, 2.0 * np.pi, 49)
    bearing = np.radians(bearing_deg)
    long_axis = np.array([np.sin(bearing), np.cos(bearing)])
    short_axis = np.array([-long_axis[1], long_axis[0]])
    ring = centre + along_m * np.cos(angle)[:, None] * long_axis
    ring = ring + across_m * np.sin(angle)[:, None] * short_axis
    ring[-1] = ring[0]
    return ring


def make_location(
    case: SourceCase | None = None, *, n_sources: int = 1, gases: tuple[str, ...] = ()
) -> SourceLocation:
    """Return what an inference may have made of a made case."""
    case = case or make_case()
    names = gases or tuple(gas.name for gas in case.gases)
    rng = np.random.default_rng(5)
    n_draws = 400
    low = np.array(case.search_area_m[:2])
    truth = TRUE_M[:2] + low - [-100.0, -150.0]
    centres = (truth + np.array([[0.0, 0.0], [60.0, -50.0], [-40.0, 90.0]]))[:n_sources]
    width = max(n_sources, 1)
    places = np.full((n_draws, width, 2), np.nan)
    height = np.full((n_draws, width), np.nan)
    rates = np.full((n_draws, width, len(names)), np.nan)
    emitter = np.zeros((n_draws, width), np.int32)
    sources = []
    bearing = 60.0
    axis = np.array([np.sin(np.radians(bearing)), np.cos(np.radians(bearing))])
    for number, centre in enumerate(centres):
        spread = 6.0 * rng.normal(size=(n_draws, 1)) * axis
        spread = spread + 2.0 * rng.normal(size=(n_draws, 1)) * [-axis[1], axis[0]]
        places[:, number] = centre + spread
        height[:, number] = 0.5 * np.exp(0.3 * rng.normal(size=n_draws))
        emitter[:, number] = number + 1
        for index, gas in enumerate(names):
            drawn = TRUE_KG_PER_H / (1 + index) * np.exp(0.25 * rng.normal(size=n_draws))
            rates[:, number, index] = drawn
            q05, q50, q95 = np.quantile(drawn, [0.05, 0.5, 0.95])
            sources.append(
                SourceEstimate(
                    gas=gas,
                    emitter=number + 1,
                    easting_m=float(np.median(places[:, number, 0])),
                    northing_m=float(np.median(places[:, number, 1])),
                    height_m=float(np.median(height[:, number])),
                    region_50=(ellipse(centre, 7.0, 2.4, bearing),),
                    region_90=(ellipse(centre, 13.0, 4.3, bearing),),
                    emission_rate_kg_per_h=float(q50),
                    emission_rate_std_kg_per_h=float(drawn.std()),
                    emission_rate_q05=float(q05),
                    emission_rate_q95=float(q95),
                    probability=0.97 - 0.2 * number,
                )
            )
    counts = {0: 0.02, 1: 0.05, 2: 0.03, 3: 0.01}
    counts[n_sources] = 1.0 - sum(p for count, p in counts.items() if count != n_sources)
    return SourceLocation(
        case_name=case.name,
        sources=tuple(sources),
        p_number_of_sources=counts,
        p_scheme={"similarity": 0.7, "Briggs rural": 0.3},
        wind=WindFit(3.0, 240.0, 1.06, 0.12, -3.4, 4.0),
        fit=_fit_of(case, n_sources > 0),
        posterior=SourcePosterior(
            number_of_sources=np.full(n_draws, n_sources, np.int32),
            easting_m=places[..., 0],
            northing_m=places[..., 1],
            height_m=height,
            emission_rate_kg_per_h=rates,
            emitter=emitter,
            scheme=(rng.random(n_draws) > 0.7).astype(np.int32),
            scheme_names=("similarity", "Briggs rural"),
            gas_names=names,
            direction_offset_deg=-3.4 + 4.0 * rng.normal(size=n_draws),
            log_speed_factor=0.06 + 0.11 * rng.normal(size=n_draws),
            log_sigma_y_factor=0.1 * rng.normal(size=n_draws),
            log_sigma_z_factor=0.1 * rng.normal(size=n_draws),
        ),
        crs=case.crs,
        provenance=Provenance(
            inputs=case.inputs,
            options={"rng_seed": 0},
            versions={"cathartes": "0.1.0"},
            made_at=datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC),
        ),
    )


def _fit_of(case: SourceCase, has_source: bool) -> ObservationFit:
    o = case.observations
    origin = np.array([case.search_area_m[0] + 100.0, case.search_area_m[1] + 150.0, 0.0])
    row = np.searchsorted(case.wind.time_s, o.time_s, side="right") - 1
    middle = 0.5 * (o.begin_m + o.end_m) - origin
    added = plume_kg_m3(TRUE_M, TRUE_KG_PER_H, middle, case.wind)[row, np.arange(o.size)]
    added = added / o.kg_m3_per_unit * float(has_source)
    return ObservationFit(
        background=np.full(o.size, BACKGROUND_PPM),
        from_sources=added,
        std=np.hypot(0.03, 0.25 * added),
    )

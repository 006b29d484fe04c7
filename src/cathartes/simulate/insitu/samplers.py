"""Lines of samplers down the wind of a source, one mean each: what a crew lays out in an hour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import MOLE_FRACTION_UNIT, GasOfCase, Observations
from cathartes.simulate.insitu.air.processes import draw_log_even
from cathartes.simulate.insitu.air.reported_wind import report_wind
from cathartes.simulate.insitu.air.true_air import TrueAir, draw_air
from cathartes.simulate.insitu.emitters import describe_emitter, draw_emitter, sense_emitter
from cathartes.simulate.insitu.sensing.response import kg_m3_of_ppm
from cathartes.simulate.insitu.settings import (
    METHANE,
    AirSettings,
    Range,
    SensedGas,
    SourcesSettings,
    WindReportSettings,
)
from cathartes.simulate.insitu.true_wind import describe_truth
from cathartes.simulate.insitu.truth import InsituTruth

SPIN_UP_S = 600.0
MID_STEP = np.array([0.5])


class SamplerSettings(BaseModel):
    """Lines of samplers and their source; ranges are drawn from evenly in the logarithm."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gas: SensedGas = METHANE
    sources: SourcesSettings = SourcesSettings(
        count=1, rate_kg_per_h=(1.0, 10.0), height_m=(0.3, 2.0), switched_share=0.0
    )
    air: AirSettings = AirSettings(
        speed_m_s=(2.0, 6.0), start_hour=(9.0, 17.0), front_probability=0.0
    )
    averaging_s: float = Field(600.0, gt=0.0)
    distances_m: tuple[float, ...] = Field(
        (80.0, 160.0, 320.0), min_length=1, description="Of the lines from the source."
    )
    samplers_per_line: int = Field(19, ge=2, le=200)
    half_width_deg: float = Field(
        35.0, gt=0.0, lt=80.0, description="A line, seen from the source."
    )
    misjudged_deg: float = Field(6.0, ge=0.0, description="Of the wind by the crew, 1 sigma.")
    misplaced: float = Field(0.12, ge=0.0, description="Share of its distance a line is off.")
    height_m: float = Field(1.5, gt=0.0)
    noise_ppm: Range = (0.005, 0.03)


def simulate_samplers(
    rng: np.random.Generator, settings: SamplerSettings | None = None
) -> tuple[SourceCase, InsituTruth]:
    """Draw a source and its air, lay samplers across the plume and sense one mean.

    The lines are straight and off their place: the layout alone does not tell where the source is.

    Parameters
    ----------
    rng : numpy.random.Generator
        Everything follows from it: the same state gives the same case.
    settings : SamplerSettings or None

    Returns
    -------
    case : SourceCase
    truth : InsituTruth
    """
    settings = settings or SamplerSettings()
    speed = draw_log_even(rng, settings.air.speed_m_s)
    n_spin, step_s = round(SPIN_UP_S), 1.0
    air = draw_air(rng, settings.air, SPIN_UP_S + settings.averaging_s, step_s, speed)
    seen = air.since(n_spin)
    place = rng.uniform(-200.0, 200.0, 2)
    samplers_m = _lines(rng, settings, place, seen)
    emitter = draw_emitter(
        rng, settings.sources, (settings.gas,), (float(place[0]), float(place[1])), air
    )
    receptors = np.broadcast_to(samplers_m, (air.n_steps, *samplers_m.shape))
    moment = np.broadcast_to(MID_STEP, (len(samplers_m),))
    reach = 1.5 * max(settings.distances_m)
    sensed = sense_emitter(rng, emitter, air, np.empty((0, 4)), receptors, moment, reach)
    weight = kg_m3_of_ppm(
        np.full(len(samplers_m), float(seen.temperature_k.mean())),
        seen.pressure_pa,
        settings.gas.molar_mass_g_per_mol,
    )
    added = sensed[n_spin:].mean(axis=0) / weight
    noise = draw_log_even(rng, settings.noise_ppm)
    report = WindReportSettings(
        kinds=(("sonic", 1.0),), row_s=settings.averaging_s, missing_share=0.0
    )
    count = len(samplers_m)
    observations = Observations(
        time_s=np.full(count, seen.start_s),
        averaging_s=np.full(count, settings.averaging_s),
        sensor=np.arange(count, dtype=np.int32),
        sensor_names=tuple(f"sampler {1 + one:03d}" for one in range(count)),
        gas=np.zeros(count, np.int32),
        begin_m=samplers_m,
        end_m=samplers_m.copy(),
        value=settings.gas.background_ppm + added + noise * rng.normal(size=count),
        value_std=np.full(count, noise),
        unit=MOLE_FRACTION_UNIT,
        kg_m3_per_unit=weight,
        response_s=np.zeros(count),
    )
    case = SourceCase(
        name="simulated samplers",
        gases=(GasOfCase(settings.gas.name, settings.gas.molar_mass_g_per_mol),),
        observations=observations,
        wind=report_wind(rng, report, seen, max(settings.distances_m)),
        search_area_m=_search_area(samplers_m),
        notes="Simulated: lines of samplers down the wind of a source, one mean each.",
    )
    truth = describe_emitter(emitter, (settings.gas,), air, n_spin, float(added.max()) / noise)
    return case, describe_truth((truth,), seen, added)


def _lines(
    rng: np.random.Generator, settings: SamplerSettings, place: NDArray[np.float64], air: TrueAir
) -> NDArray[np.float64]:
    """Return where the samplers stand, (sampler, 3): straight lines, laid by eye."""
    mean = air.wind_m_s.mean(axis=0)
    believed = np.arctan2(mean[0], mean[1]) + np.radians(settings.misjudged_deg) * rng.normal()
    lines = []
    for distance in settings.distances_m:
        turned = believed + np.radians(4.0) * rng.normal()
        along = np.array([np.sin(believed), np.cos(believed)])
        across = np.array([np.cos(turned), -np.sin(turned)])
        off = settings.misplaced * distance * rng.normal(size=2)
        half = distance * np.tan(np.radians(settings.half_width_deg))
        share = np.linspace(-half, half, settings.samplers_per_line)
        share = share + 0.01 * distance * rng.normal(size=share.size)
        lines.append(place + distance * along + off + share[:, None] * across)
    at = np.concatenate(lines)
    return np.column_stack([at, np.full(len(at), settings.height_m)])


def _search_area(samplers_m: NDArray[np.float64]) -> tuple[float, float, float, float]:
    low, high = samplers_m[:, :2].min(axis=0), samplers_m[:, :2].max(axis=0)
    margin = 0.7 * float((high - low).max())
    (east, north), (east_end, north_end) = low - margin, high + margin
    return float(east), float(north), float(east_end), float(north_end)

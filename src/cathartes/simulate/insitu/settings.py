"""Every choice of a simulated network or flight, typed, frozen, with ranges checked."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Range = tuple[float, float]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SensedGas(_Settings):
    """A gas that the instruments sense; the first is the one that emission rates are drawn for."""

    name: str = "methane"
    molar_mass_g_per_mol: float = Field(16.043, gt=1.0, le=500.0)
    share: float = Field(1.0, gt=0.0, description="Its rate over that of the first gas, by mass.")
    share_log_std: float = Field(0.0, ge=0.0, description="How the share differs among emitters.")
    background_ppm: float = Field(2.0, ge=0.0)
    noise_factor: float = Field(1.0, gt=0.0, description="On noise, offsets and background drift.")


METHANE = SensedGas()


class SourcesSettings(_Settings):
    """How many sources, how strong, how steady; each range is drawn from evenly in the log."""

    count: int | None = Field(None, ge=0, le=3, description="Drawn from ``counts`` when None.")
    counts: tuple[int, ...] = Field((0, 1, 2), description="Equally likely numbers of sources.")
    rate_kg_per_h: Range = (0.2, 10.0)
    height_m: Range = (0.3, 6.0)
    switched_share: float = Field(0.5, ge=0.0, le=1.0, description="Share that goes on and off.")
    on_s: Range = (900.0, 7200.0)
    off_s: Range = (600.0, 3600.0)
    pulsation: float = Field(0.15, ge=0.0, le=1.0, description="Spread of log rate while on.")
    pulse_s: float = Field(90.0, gt=0.0)


class AirSettings(_Settings):
    """The true wind and turbulence."""

    speed_m_s: Range = Field((0.7, 7.0), description="Mean at 10 m; drawn evenly in the log.")
    start_hour: Range = Field((0.0, 24.0), description="Local solar time of the start.")
    direction_memory_s: float = Field(3600.0, gt=0.0)
    direction_wander_deg: float = Field(25.0, ge=0.0, description="Slow turning, 1 sigma.")
    veer_deg_per_h: float = Field(12.0, ge=0.0, description="Steady turning, 1 sigma.")
    front_probability: float = Field(0.15, ge=0.0, le=1.0, description="Of a jump by 40-120 deg.")
    speed_wander: float = Field(0.25, ge=0.0, le=1.0, description="Slow change of log speed.")
    meander_s: Range = (100.0, 400.0)
    memory_s: Range = Field((20.0, 70.0), description="Lagrangian time of small turbulence.")
    roughness_m: Range = (0.005, 0.3)
    width_log_std: float = Field(0.25, ge=0.0, le=1.0, description="Of sigma_v against theory.")
    vertical_log_std: float = Field(0.25, ge=0.0, le=1.0, description="Of vertical spread, same.")


class WindReportSettings(_Settings):
    """Where the reported wind is from and how wrong it is."""

    kinds: tuple[tuple[Literal["sonic", "mast", "model"], float], ...] = Field(
        (("sonic", 0.6), ("mast", 0.3), ("model", 0.1)), description="Relative frequency of each."
    )
    row_s: float = Field(60.0, gt=0.0, description="Interval of the rows, hourly for a model.")
    height_m: Range = (2.0, 10.0)
    missing_share: float = Field(0.02, ge=0.0, lt=1.0, description="Rows without speed.")


class NetworkSettings(_Settings):
    """Fixed cheap sensors around a site."""

    gases: tuple[SensedGas, ...] = Field((METHANE,), min_length=1)
    sources: SourcesSettings = SourcesSettings()
    air: AirSettings = AirSettings()
    wind_report: WindReportSettings = WindReportSettings()
    site_m: Range = (100.0, 400.0)
    nodes: tuple[int, int] = (6, 10)
    duration_s: Range = (7200.0, 28800.0)
    averaging_s: float = Field(60.0, gt=0.0)
    node_height_m: Range = (1.0, 3.5)
    obstacles: tuple[int, int] = (1, 5)
    noise_ppm: Range = (0.02, 0.15)
    offset_ppm: float = Field(0.3, ge=0.0, description="Constant offset of a sensor, 1 sigma.")
    drift_ppm_per_day: float = Field(0.25, ge=0.0, description="Random walk, 1 sigma in a day.")
    temperature_ppm_per_k: float = Field(0.012, ge=0.0, description="1 sigma over sensors.")
    gain_log_std: float = Field(0.08, ge=0.0)
    shelter_log_std: float = Field(0.2, ge=0.0, description="What stands beside a sensor does.")
    quantum_ppm: Range = (0.01, 0.1)
    missing_share: float = Field(0.04, ge=0.0, lt=0.9, description="Minutes lost in gaps.")
    background_drift_ppm: float = Field(0.06, ge=0.0, description="Regional, 1 sigma.")
    background_diurnal_ppm: float = Field(0.12, ge=0.0, description="Nightly pooling in calm air.")

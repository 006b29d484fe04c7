"""Every choice of a simulated flight, typed, frozen, with ranges checked."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from cathartes.simulate.insitu.settings import (
    METHANE,
    AirSettings,
    Range,
    SensedGas,
    SourcesSettings,
    WindReportSettings,
)


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CarrierSettings(_Settings):
    """What flies, its instrument, and the site it is used for; ranges are even in the log."""

    name: str
    rate_kg_per_h: Range = Field(description="Of each source: weaker ones nobody flies for.")
    site_m: Range = Field(description="Side of the square that sources stand in.")
    speed_m_s: Range = Field(description="Over ground.")
    flown_height_m: Range
    transects: tuple[int, int]
    stacked: tuple[int, int] = Field((2, 4), description="Heights of the transect flown again.")
    first: tuple[float, float] = Field(
        (-0.4, 0.3), description="Nearest transect down the wind of the centre, in sides of it."
    )
    last: tuple[float, float] = Field((0.7, 1.6), description="Farthest one, the same.")
    laps: tuple[int, int] = Field((1, 3), description="Times the way is flown, there and back.")
    turn_m: float = Field(gt=0.0, description="How far it swings out to turn.")
    endurance_s: float = Field(gt=0.0)
    wander_m: float = Field(ge=0.0, description="Off the planned line, 1 sigma.")
    position_std_m: float = Field(ge=0.0, description="Error of the position, 1 sigma.")
    height_bias_m: float = Field(ge=0.0, description="Error of the height, 1 sigma.")
    averaging_s: tuple[float, ...] = Field(min_length=1, description="One of these.")
    response_s: Range = (1.0, 5.0)
    noise_ppm: Range


DRONE = CarrierSettings(
    name="drone",
    rate_kg_per_h=(0.4, 12.0),
    site_m=(100.0, 350.0),
    speed_m_s=(4.0, 10.0),
    flown_height_m=(3.0, 30.0),
    transects=(7, 14),
    turn_m=6.0,
    endurance_s=1500.0,
    wander_m=1.0,
    position_std_m=1.0,
    height_bias_m=1.0,
    averaging_s=(1.0, 2.0),
    noise_ppm=(0.005, 0.05),
)
AIRCRAFT = CarrierSettings(
    name="aircraft",
    rate_kg_per_h=(10.0, 200.0),
    site_m=(250.0, 500.0),
    speed_m_s=(35.0, 55.0),
    flown_height_m=(50.0, 200.0),
    transects=(8, 14),
    first=(0.2, 0.8),
    last=(1.5, 4.0),
    turn_m=350.0,
    endurance_s=2400.0,
    wander_m=8.0,
    position_std_m=2.0,
    height_bias_m=4.0,
    averaging_s=(1.0,),
    noise_ppm=(0.002, 0.01),
)


class FlightSettings(_Settings):
    """Sources of a site, the air over it, and the flight that looks for them."""

    gas: SensedGas = METHANE
    sources: SourcesSettings = Field(
        SourcesSettings(switched_share=0.0), description="Rates are those of the carrier."
    )
    air: AirSettings = AirSettings(
        speed_m_s=(1.0, 8.0), start_hour=(8.0, 18.0), front_probability=0.05
    )
    wind_report: WindReportSettings = WindReportSettings(
        kinds=(("sonic", 0.5), ("mast", 0.35), ("model", 0.15))
    )
    carriers: tuple[tuple[CarrierSettings, float], ...] = Field(
        ((DRONE, 0.75), (AIRCRAFT, 0.25)), description="Relative frequency of each."
    )
    centre_m: tuple[float, float] | None = Field(
        None, description="Of the site; drawn within 200 m of the origin when None."
    )
    misjudged_deg: float = Field(10.0, ge=0.0, description="Of the wind by the crew, 1 sigma.")
    obstacles: tuple[int, int] = (0, 3)
    inlet_delay_s: float = Field(0.4, ge=0.0, description="Not accounted for, 1 sigma.")
    response_log_std: float = Field(0.15, ge=0.0, description="Error of the stated response.")
    gain_log_std: float = Field(0.04, ge=0.0)
    drift_ppm_per_hour: float = Field(0.04, ge=0.0, description="Random walk, 1 sigma.")
    coloured_noise: float = Field(0.5, ge=0.0, description="Noise of 30 s memory, over white.")
    missing_share: float = Field(0.01, ge=0.0, lt=0.9, description="Values lost in gaps.")
    background_drift_ppm: float = Field(0.03, ge=0.0, description="Regional, 1 sigma.")
    background_diurnal_ppm: float = Field(0.08, ge=0.0, description="Nightly pooling.")

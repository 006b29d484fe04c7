"""Every choice of a simulated scene, typed, frozen, with ranges checked."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SurfaceSettings(_Settings):
    """What lies on the ground.

    Attributes of shares are relative; those of a kind are normalised among themselves.
    """

    natural: dict[str, float] = Field(
        default={"quartz soil": 1.0, "loam": 1.0, "grass": 1.0, "dry grass": 0.5},
        description="Natural materials and their relative area.",
    )
    roofs: dict[str, float] = Field(
        default={"painted metal": 1.0, "bare metal": 0.5, "gravel roof": 1.0, "membrane": 1.0},
        description="Roof materials and their relative number.",
    )
    paving: dict[str, float] = Field(
        default={"asphalt": 1.0, "concrete": 0.7}, description="Materials of roads and yards."
    )
    parcel_m: float = Field(90.0, gt=0.0, description="Typical parcel diameter.")
    building_density: float = Field(0.1, ge=0.0, le=1.0, description="Share of ground built up.")
    building_m: float = Field(18.0, gt=0.0, description="Typical building side.")
    road_spacing_m: float = Field(150.0, ge=0.0, description="Mean distance of roads; 0 for none.")
    vehicles_per_ha: float = Field(1.0, ge=0.0, description="Hot or cold small things.")
    hot_spots: int = Field(4, ge=0, description="Vents, flares and chimneys, without gas.")
    clutter: float = Field(1.0, ge=0.0, description="Strength of within-class spectral variation.")
    correlation_m: float = Field(25.0, gt=0.0, description="Outer scale of within-class texture.")
    spectrum_slope: float = Field(2.6, ge=0.0, description="Power-law slope of the texture.")
    blur_pixels: float = Field(0.55, ge=0.0, description="Point spread of the optics, 1 sigma.")


class TemperatureSettings(_Settings):
    """How warm the ground is, K."""

    sun: float = Field(0.7, ge=-0.6, le=1.2, description="1 high noon, 0 balanced, < 0 night.")
    texture_k: float = Field(1.0, ge=0.0, description="Within-class texture, 1 sigma.")
    parcel_k: float = Field(1.2, ge=0.0, description="Parcel-to-parcel, 1 sigma.")
    fine_k: float = Field(0.15, ge=0.0, description="Pixel-to-pixel, 1 sigma.")


class AtmosphereSettings(_Settings):
    """Clear air between ground and sensor and above it."""

    air_temperature_k: float = Field(294.0, ge=220.0, le=330.0)
    water_g_cm2: float = Field(1.6, ge=0.0, le=7.0, description="Whole column above ground.")
    ozone_du: float = Field(300.0, ge=0.0, le=600.0)
    haze: float = Field(0.02, ge=0.0, le=1.0, description="Grey optical depth of the whole column.")
    lapse_k_per_km: float = Field(6.0, ge=-5.0, le=10.0)
    water_scale_km: float = Field(2.0, gt=0.1, le=5.0)
    platform_height_m: float = Field(1500.0, gt=10.0, description="Above the ground.")
    line_seed: int = Field(0, ge=0, description="Seed of the line ensemble.")


class GasShare(_Settings):
    """One gas of an emitter."""

    name: str
    share: float = Field(1.0, gt=0.0, description="Relative amount, by molecules.")


class EmitterSettings(_Settings):
    """One source of gas."""

    gases: tuple[GasShare, ...] = Field(min_length=1)
    line: float | None = Field(None, description="Pixel-centre position; drawn when None.")
    sample: float | None = None
    radius_m: float = Field(1.0, ge=0.0, description="Radius of the emitting area.")
    release_height_m: float = Field(4.0, ge=0.0)
    temperature_excess_k: float = Field(2.0, description="Above the air, at the source.")
    excess_decay_m: float = Field(40.0, gt=0.0, description="Distance in which it falls to 1/e.")
    emission_rate_kg_per_h: float | None = Field(None, gt=0.0)
    target_snr: float | None = Field(
        None, gt=0.0, description="Scale to this mean true SNR of the 50 strongest pixels."
    )
    duration_s: float = Field(400.0, gt=0.0, description="How long it has been emitting.")
    pulsation: float = Field(0.4, ge=0.0, le=2.0, description="Spread of log emission.")
    pulse_s: float = Field(12.0, gt=0.0, description="Correlation time of the pulsation.")
    intermittency: float = Field(1.0, ge=0.0, le=3.0, description="Strength of the clumping.")

    @model_validator(mode="after")
    def _is_scaled_once(self) -> EmitterSettings:
        if (self.emission_rate_kg_per_h is None) == (self.target_snr is None):
            raise ValueError("give either emission_rate_kg_per_h or target_snr, not both or none")
        return self


class WindSettings(_Settings):
    """Mean wind and how it meanders."""

    speed_m_s: float = Field(3.0, gt=0.2, le=30.0)
    from_direction_deg: float = Field(250.0, ge=0.0, lt=360.0)
    turbulence: float = Field(0.15, ge=0.0, le=0.6, description="Lateral sigma over mean speed.")
    memory_s: float = Field(25.0, gt=0.0, description="Lagrangian time scale.")


class SunSettings(_Settings):
    """Where the sun stands."""

    zenith_deg: float = Field(35.0, ge=0.0, lt=85.0)
    azimuth_deg: float = Field(150.0, ge=0.0, lt=360.0)


class ArtefactSettings(_Settings):
    """What the instrument does to the radiance."""

    noise: float = Field(1.0, ge=0.0, description="Factor on the published noise.")
    stripe_gain: float = Field(0.0008, ge=0.0, description="Column gain error, 1 sigma.")
    stripe_offset: float = Field(0.3, ge=0.0, description="Column offset in noise units, 1 sigma.")
    drift: float = Field(0.3, ge=0.0, description="Share of the offset that drifts along lines.")
    smile: float = Field(0.15, ge=-2.0, le=2.0, description="Shift at the edges, channel widths.")
    field_of_view_deg: float = Field(24.0, ge=0.0, le=90.0)
    dead_channels: int = Field(1, ge=0)
    noisy_channels: int = Field(2, ge=0)
    dead_columns: int = Field(1, ge=0)
    hot_pixels: int = Field(12, ge=0, description="Detector elements: a sample in a channel.")
    saturation_k: float | None = Field(
        345.0, description="Brightness temperature (LWIR) at which the detector saturates."
    )


class SceneSettings(_Settings):
    """A whole scene."""

    name: str = "simulated"
    kind: Literal["lwir", "swir"] = "lwir"
    instrument: str = "HyTES"
    wavelength_range_um: tuple[float, float] | None = None
    lines: int = Field(300, ge=4)
    samples: int = Field(320, ge=4)
    pixel_size_m: float = Field(2.0, gt=0.0)
    surface: SurfaceSettings = SurfaceSettings()
    temperature: TemperatureSettings = TemperatureSettings()
    atmosphere: AtmosphereSettings = AtmosphereSettings()
    sun: SunSettings = SunSettings()
    wind: WindSettings = WindSettings()
    emitters: tuple[EmitterSettings, ...] = ()
    artefacts: ArtefactSettings = ArtefactSettings()
    step_cm1: float = Field(0.1, gt=0.0, le=2.0, description="Spectral step of the physics.")

"""Every choice of a fusion run, typed, with the defaults that work."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class FusionOptions(BaseSettings):
    """Options of :func:`cathartes.fusion.fuse_sites`.

    Each may be set by the environment as ``CATHARTES_FUSE_<NAME>``.
    """

    model_config = SettingsConfigDict(env_prefix="CATHARTES_FUSE_", frozen=True, extra="forbid")

    profile: str = Field("solvent_acid_mixture", description="Kind of emitter asked for.")
    position_floor_m: float = Field(
        5.0, gt=0.0, le=1000.0, description="Model error added to each position, one axis."
    )
    site_floor_m: float = Field(
        3.0, ge=0.0, le=1000.0, description="Error of a site that more estimates do not reduce."
    )
    position_dof: float = Field(
        10.0, gt=2.0, le=1e6, description="Degrees of freedom of position errors (t distribution)."
    )
    gate: float = Field(5.0, gt=1.0, le=20.0, description="Standard deviations in reach.")
    largest_reach_m: float = Field(
        1500.0, gt=0.0, le=2e4, description="Farther apart is never one site."
    )
    same_scene_s: float = Field(
        1.0, ge=0.0, le=600.0, description="Sensed by one flight within this time: one scene."
    )
    twice_in_scene: float = Field(
        3.0, ge=0.0, le=20.0, description="Log odds against one source of two equal plumes at once."
    )
    drifted_per_plume: float = Field(
        0.5, ge=0.0, le=10.0, description="Parts of a plume found downwind as if of another source."
    )
    drifted_length_m: float = Field(
        500.0, gt=0.0, le=1e4, description="Mean distance of such parts from their source."
    )
    drifted_within_s: float = Field(
        1200.0, ge=0.0, le=7200.0, description="Longest time a part drifts and is still seen."
    )
    neighbours_per_km2: float = Field(
        5.0, gt=0.0, le=1e4, description="Emitters on a square kilometre beside one that is there."
    )
    largest_component: int = Field(
        1000, ge=10, le=20000, description="Estimates clustered at once; more are split first."
    )
    look_tolerance_s: float = Field(
        300.0, ge=0.0, le=86400.0, description="Most between an estimate and its look."
    )
    rate_log_std: float = Field(
        0.6, gt=0.0, le=5.0, description="Spread of a site's rate from time to time (logarithm)."
    )
    context_reach_m: float = Field(
        2000.0, gt=0.0, le=1e5, description="Known emitters farther away explain nothing."
    )
    register_reach_m: float = Field(
        10000.0, gt=0.0, le=1e6, description="A known emitter within this: a register was supplied."
    )
    register_completeness: float = Field(
        0.7, ge=0.0, le=1.0, description="Share of permits that a supplied register lists."
    )
    facility_std_m: float = Field(
        40.0,
        gt=0.0,
        le=5000.0,
        description="From a facility's listed point to its outlet, one axis.",
    )
    duty_weight: float = Field(
        4.0, gt=0.0, le=1e4, description="Looks that the published share of time counts as."
    )

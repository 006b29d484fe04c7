"""Every choice of a suggestion of legs, typed, with the defaults that work."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class LegOptions(BaseSettings):
    """Options of :func:`cathartes.location.legs.suggest_next_legs`.

    Each may be set by the environment as ``CATHARTES_LEGS_<NAME>``.
    """

    model_config = SettingsConfigDict(env_prefix="CATHARTES_LEGS_", frozen=True, extra="forbid")

    n_draws: int = Field(384, ge=64, le=4096, description="Worlds a forecast is made of.")
    n_outcomes: int = Field(40, ge=8, le=512, description="Outcomes imagined for each leg.")
    n_routes: int = Field(2, ge=1, le=8, description="First legs that are followed to the end.")
    wanted_area_m2: float = Field(
        400.0, gt=0.0, description="Area of the 90 % region at which the search may stop."
    )
    least_gain_nats_per_min: float = Field(
        0.02, ge=0.0, description="Expected information per minute below which it stops."
    )
    passage_log_std: float = Field(
        0.6,
        gt=0.0,
        description="Spread of log(integral) between one passage and the mean plume.",
    )
    mean_log_std: float = Field(
        0.8,
        gt=0.0,
        description="Spread of log(concentration) between a mean of minutes and the mean plume.",
    )
    passage_shift: float = Field(
        0.7,
        ge=0.0,
        description="Spread of the middle of one passage, as a share of the mean plume's breadth.",
    )
    shift_floor_m: float = Field(2.0, gt=0.0, description="Least spread of that middle.")
    memory_s: float = Field(
        30.0, gt=0.0, description="Time over which passages depart alike from the mean plume."
    )
    stray: float = Field(
        0.08, gt=0.0, lt=0.5, description="Share of passages that say nothing of the kind."
    )

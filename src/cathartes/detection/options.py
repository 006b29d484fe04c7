"""Every choice of a detection run, typed, with the defaults that work."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class DetectionOptions(BaseSettings):
    """Options of :func:`cathartes.detection.detect_plumes`.

    Each may be set by the environment as ``CATHARTES_DETECT_<NAME>``.
    """

    model_config = SettingsConfigDict(env_prefix="CATHARTES_DETECT_", frozen=True, extra="forbid")

    gases: tuple[str, ...] = Field((), description="Gases asked for; empty means all.")
    n_threads: int = Field(1, ge=1, le=256, description="Worker threads.")
    tile_lines: int = Field(
        0, ge=0, description="Lines of a block; 0 takes what fits half a gigabyte of work."
    )
    keep_scores: bool = Field(False, description="Keep the score map of every asked gas.")
    atmosphere: Literal["in_scene", "table", "none"] = Field(
        "in_scene", description="Where the thermal atmosphere's transmittance comes from."
    )
    atmosphere_table: Path | None = Field(
        None, description="MODTRAN channel file (.chn) for atmosphere = table."
    )

    @model_validator(mode="after")
    def _a_table_needs_a_file(self) -> Self:
        if self.atmosphere == "table" and self.atmosphere_table is None:
            raise ValueError(
                "a table needs its MODTRAN .chn file: --atmosphere-table (Python: atmosphere_table)"
            )
        return self

    max_plumes: int = Field(200, ge=1, description="Most plumes reported in one scene.")
    report_probability: float = Field(
        0.6, gt=0.0, lt=1.0, description="Least probability of being a plume that is reported."
    )
    random_seed: int = Field(0, ge=0, description="Seed of every random step.")

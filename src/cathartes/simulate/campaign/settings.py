"""Every choice of a simulated campaign, typed, frozen, with ranges checked."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from cathartes.errors import OptionError


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ImagerSettings(_Settings):
    """A platform with a thermal imager."""

    platform: str
    sensor: str
    instrument: str
    pixel_m: float = Field(gt=0.0)
    height_m: float = Field(gt=0.0, description="Above the mean ground.")
    speed_m_s: float = Field(gt=0.0)
    wander_m: float = Field(ge=0.0, description="Off the line, 1 sigma.")


PATROL = ImagerSettings(
    platform="patrol-1",
    sensor="imager-1",
    instrument="Mako class",
    pixel_m=5.0,
    height_m=2000.0,
    speed_m_s=70.0,
    wander_m=12.0,
)
DRONE = ImagerSettings(
    platform="drone-1",
    sensor="imager-2",
    instrument="OWL",
    pixel_m=3.0,
    height_m=900.0,
    speed_m_s=25.0,
    wander_m=4.0,
)
DAY_FLIGHT_EVERY = 4
"""One overpass in so many is by day: what is searched for works by night."""
SAMPLER_PLATFORM, SAMPLER_SENSOR = "drone-2", "sampler-1"


class EmitterDraws(_Settings):
    """How many emitters, and how far they depart from what the program assumes."""

    clandestine: int = Field(3, ge=0)
    look_alikes_each: int = Field(5, ge=5, description="Innocent look-alikes a clandestine one.")
    others: int = Field(3, ge=0, description="Innocent emitters of gases that are not shared.")
    rate_factor: float = Field(3.0, ge=1.0, description="Rates are off by up to this, both ways.")
    gas_missing: float = Field(0.25, ge=0.0, le=1.0, description="Chance that one gas is missing.")
    gas_added: float = Field(0.25, ge=0.0, le=1.0, description="Chance of one gas too many.")
    unlisted_share: float = Field(0.3, ge=0.0, le=1.0, description="Of permits, not on the map.")
    permit_position_std_m: float = Field(40.0, ge=0.0, description="Along one axis.")
    apart_m: float = Field(150.0, ge=0.0, description="Least distance of most emitters.")
    close_share: float = Field(0.12, ge=0.0, le=1.0, description="Emitters close to another one.")
    close_m: tuple[float, float] = (60.0, 150.0)


class FaultSettings(_Settings):
    """What goes wrong with what comes back."""

    cloudy_share: float = Field(0.06, ge=0.0, le=1.0)
    saturated_share: float = Field(0.03, ge=0.0, le=1.0)
    striped_share: float = Field(0.05, ge=0.0, le=1.0)
    cut_short_share: float = Field(0.06, ge=0.0, le=1.0, description="Of lines.")
    not_flown_share: float = Field(0.04, ge=0.0, le=1.0, description="Of lines.")
    wrong_height_share: float = Field(0.06, ge=0.0, le=1.0, description="Of lines.")
    odd_ones: bool = Field(
        True,
        description="One corrupt file, one delivered twice, one whose clock is off, one of an "
        "unknown flight; at least one line cut short and one not flown.",
    )


class CampaignSettings(_Settings):
    """A whole campaign."""

    size: str = "small"
    tiles: tuple[int, int] = Field((2, 3), description="Patrol scenes to the east and the north.")
    tile_pixels: int = Field(128, ge=24, description="Lines and samples of a scene.")
    overpasses: int = Field(12, ge=1, description="Of the whole area by the patrol.")
    drone_flights: int = Field(1, ge=0)
    drone_tiles: tuple[int, int] = Field((2, 3), description="Lines, and scenes of a line.")
    sampler_flights: int = Field(1, ge=0)
    step_cm1: float = Field(0.5, gt=0.0, le=2.0, description="Spectral step of the physics.")
    emitters: EmitterDraws = EmitterDraws()
    faults: FaultSettings = FaultSettings()
    patrol: ImagerSettings = PATROL
    drone: ImagerSettings = DRONE

    @property
    def tile_m(self) -> float:
        """Side of a patrol scene on the ground."""
        return self.tile_pixels * self.patrol.pixel_m

    @property
    def days(self) -> int:
        """Days from the first flight to the last."""
        return self.overpasses - (self.overpasses + 1) // DAY_FLIGHT_EVERY + 1


SIZES: dict[str, CampaignSettings] = {
    # For tests only: it is not offered on the command line.
    "tiny": CampaignSettings(
        size="tiny",
        tiles=(1, 2),
        tile_pixels=48,
        overpasses=2,
        drone_tiles=(1, 2),
        step_cm1=1.0,
        emitters=EmitterDraws(clandestine=1, others=1, apart_m=60.0, close_m=(30.0, 60.0)),
    ),
    "small": CampaignSettings(),
    "medium": CampaignSettings(
        size="medium",
        tiles=(5, 5),
        overpasses=12,
        drone_flights=2,
        drone_tiles=(3, 4),
        sampler_flights=2,
        emitters=EmitterDraws(clandestine=6, others=10),
    ),
    "large": CampaignSettings(
        size="large",
        tiles=(11, 10),
        overpasses=14,
        drone_flights=6,
        drone_tiles=(4, 5),
        sampler_flights=4,
        emitters=EmitterDraws(clandestine=20, others=40),
    ),
}
OFFERED_SIZES = ("small", "medium", "large")


def campaign_settings(size: str) -> CampaignSettings:
    """Return the settings of a size.

    Raises
    ------
    OptionError
        There is no such size.
    """
    if size in SIZES:
        return SIZES[size]
    raise OptionError.about(
        "simulated campaign",
        "size",
        found=repr(size),
        expected="one of " + ", ".join(OFFERED_SIZES),
        remedy="Choose one of these.",
    )

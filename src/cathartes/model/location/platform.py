"""What flies, how it turns and what its sensor can tell."""

from __future__ import annotations

from attrs import field, frozen, validators

from cathartes.errors import OptionError


@frozen
class Platform:
    """An aircraft with a sensor of air, or one that looks at an area of ground.

    Attributes
    ----------
    name : str
    position_m : (float, float, float)
        Easting, northing and height above ground where it is now.
    speed_m_s : float
        Over ground while sensing.
    turn_s : float
        Time lost by one turn between two straight flights.
    endurance_left_s : float
        Flight time that may still be used.
    minimum_height_m, maximum_height_m : float
        Above ground.
    sampling_interval_s : float
        Between two samples.
    noise_kg_m3 : float
        One standard deviation of one sample of air, background included; unused by an imager.
    response_s : float
        First-order response time of the sensor, 0 where it is fast.
    swath_m : float
        Breadth of ground that an imager sees; 0 for a sensor of the air it flies in.
    ground_sample_m : float
        Pixel of the imager.
    noise_kg_m2 : float
        One standard deviation of one pixel's column.
    maximum_wind_m_s : float
        No flight in more wind than this.
    """

    name: str
    position_m: tuple[float, float, float]
    speed_m_s: float = field(default=10.0, validator=validators.gt(0.0))
    turn_s: float = field(default=8.0, validator=validators.ge(0.0))
    endurance_left_s: float = field(default=1500.0, validator=validators.ge(0.0))
    minimum_height_m: float = field(default=5.0, validator=validators.ge(0.0))
    maximum_height_m: float = 120.0
    sampling_interval_s: float = field(default=1.0, validator=validators.gt(0.0))
    noise_kg_m3: float = field(default=2e-8, validator=validators.gt(0.0))
    response_s: float = field(default=0.0, validator=validators.ge(0.0))
    swath_m: float = field(default=0.0, validator=validators.ge(0.0))
    ground_sample_m: float = field(default=5.0, validator=validators.gt(0.0))
    noise_kg_m2: float = field(default=5e-4, validator=validators.gt(0.0))
    maximum_wind_m_s: float = field(default=12.0, validator=validators.gt(0.0))

    def __attrs_post_init__(self) -> None:
        """Refuse heights in the wrong order."""
        if self.maximum_height_m < self.minimum_height_m:
            raise OptionError.about(
                f"platform {self.name}",
                "maximum_height_m",
                found=self.maximum_height_m,
                expected=f"at least minimum_height_m = {self.minimum_height_m}",
                remedy="Give heights above ground, the lower one as the minimum.",
            )

    @property
    def is_imager(self) -> bool:
        """Whether it looks down at an area rather than sampling the air it flies in."""
        return self.swath_m > 0.0

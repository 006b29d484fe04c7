"""Where to sense next: straight flights, what each is expected to tell, and when to stop."""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray


@frozen
class Leg:
    """A straight, level flight with the sensor on.

    Attributes
    ----------
    begin_m, end_m : (float, float, float)
        Easting, northing, height above ground; of the flown line, also for an imager.
    """

    begin_m: tuple[float, float, float]
    end_m: tuple[float, float, float]

    @property
    def length_m(self) -> float:
        """Horizontal length."""
        return float(np.hypot(self.end_m[0] - self.begin_m[0], self.end_m[1] - self.begin_m[1]))

    def reversed(self) -> Leg:
        """Return the same line flown the other way."""
        return Leg(begin_m=self.end_m, end_m=self.begin_m)


@frozen
class FlownLeg:
    """What a flown leg told, in three numbers.

    Attributes
    ----------
    leg : Leg
    integral_kg_m2 : float
        Enhancement integrated along the leg (kg m-2; of columns: kg m-1).
    integral_noise_kg_m2 : float
        What sensor noise and background alone leave in it, one standard deviation.
    middle_m : float
        Mean place of the enhancement, metres from the beginning; NaN where nothing stands out.
    speed_m_s, from_direction_deg : float
        Wind while it was flown.
    is_column : bool
        Whether columns were seen rather than air sampled.
    middle_s : float
        Time at the middle of the leg, seconds; NaN counts as long after the leg before.
    """

    leg: Leg
    integral_kg_m2: float
    integral_noise_kg_m2: float
    middle_m: float
    speed_m_s: float
    from_direction_deg: float
    is_column: bool = False
    middle_s: float = float("nan")


@frozen
class PlaceMean:
    """What a sampler at rest told: a mean over minutes.

    Attributes
    ----------
    place_m : (float, float, float)
        Easting, northing, height above ground.
    concentration_kg_m3 : float
        Enhancement over the background.
    noise_kg_m3 : float
        What instrument and background alone leave in it, one standard deviation.
    speed_m_s, from_direction_deg : float
        Wind of the same minutes.
    """

    place_m: tuple[float, float, float]
    concentration_kg_m3: float
    noise_kg_m3: float
    speed_m_s: float
    from_direction_deg: float


@frozen
class LegForecast:
    """A leg to be flown and what is expected after it (and those before it).

    Attributes
    ----------
    leg : Leg
    flight_minutes : float
        Transit to it, its turn, and the leg itself.
    expected_gain_nats : float
        Expected information on the position that this leg adds to the legs before it.
    expected_region_area_m2 : float
        Expected area of the 90 % region after it.
    expected_position_std_m : float
        Square root of the expected mean variance of easting and northing after it.
    """

    leg: Leg
    flight_minutes: float
    expected_gain_nats: float
    expected_region_area_m2: float
    expected_position_std_m: float


StopCause = Literal[
    "go on", "region small enough", "too little gain", "endurance", "wind", "no source"
]


@frozen(eq=False)
class LegSuggestion:
    """The next legs in their order, and whether to fly them at all.

    Attributes
    ----------
    legs : tuple of LegForecast
        Empty where none can be flown.
    region_area_m2, position_std_m : float
        Now: area of the 90 % region, and standard deviation of a coordinate.
    should_stop : bool
    stop_cause : str
    reason : str
        One sentence for the crew.
    line_m : (leg, 4) float64
        Easting and northing of beginning and end, for a map.
    """

    legs: tuple[LegForecast, ...]
    region_area_m2: float
    position_std_m: float
    should_stop: bool
    stop_cause: StopCause
    reason: str

    @property
    def line_m(self) -> NDArray[np.float64]:
        """Return the legs as rows of easting, northing, easting, northing."""
        rows = [(*f.leg.begin_m[:2], *f.leg.end_m[:2]) for f in self.legs]
        return np.asarray(rows, dtype=np.float64).reshape(len(rows), 4)

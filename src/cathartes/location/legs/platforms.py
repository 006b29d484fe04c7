"""What may fly, in a list one can read: numbers of no one maker, to be set right by the crew."""

from __future__ import annotations

from attrs import evolve

from cathartes.errors import OptionError
from cathartes.model.location.platform import Platform

NOWHERE = (0.0, 0.0, 0.0)

PLATFORMS: tuple[Platform, ...] = (
    Platform("drone", NOWHERE),
    Platform(
        "helicopter",
        NOWHERE,
        speed_m_s=30.0,
        turn_s=25.0,
        endurance_left_s=5400.0,
        minimum_height_m=30.0,
        maximum_height_m=300.0,
        maximum_wind_m_s=18.0,
    ),
    Platform(
        "aircraft",
        NOWHERE,
        speed_m_s=60.0,
        turn_s=60.0,
        endurance_left_s=10800.0,
        minimum_height_m=150.0,
        maximum_height_m=600.0,
        maximum_wind_m_s=20.0,
    ),
    Platform(
        "imager",
        (0.0, 0.0, 1000.0),
        speed_m_s=60.0,
        turn_s=90.0,
        endurance_left_s=10800.0,
        minimum_height_m=500.0,
        maximum_height_m=3000.0,
        swath_m=500.0,
        ground_sample_m=3.0,
        maximum_wind_m_s=20.0,
    ),
)
"""The first three fly a fast in-situ sensor, the last looks down with an imaging spectrometer."""


def platform_named(name: str, *, at_m: tuple[float, float], height_m: float | None) -> Platform:
    """Return a platform of the list, where it is now.

    Raises
    ------
    OptionError
        If there is none of that name, or it may not fly as high or as low.
    """
    known = {one.name: one for one in PLATFORMS}
    if name not in known:
        raise OptionError.about(
            "the platform",
            "name",
            found=repr(name),
            expected=", ".join(known),
            remedy="Take the one that flies most alike.",
        )
    platform = known[name]
    start = max(platform.position_m[2], platform.minimum_height_m) if height_m is None else height_m
    if not platform.minimum_height_m <= start <= platform.maximum_height_m:
        raise OptionError.about(
            f"platform {name}",
            "height_m",
            found=f"{start:g} m above ground",
            expected=f"{platform.minimum_height_m:g} to {platform.maximum_height_m:g} m",
            remedy="Give the height at which it will be over the site.",
        )
    return evolve(platform, position_m=(*at_m, start))

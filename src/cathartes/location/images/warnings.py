"""What a person should know of an answer from images."""

from __future__ import annotations

from collections.abc import Sequence

from cathartes.location.images.plume_source import PlumeSource
from cathartes.location.images.rate.conditions import CUT, LIGHT_WIND_M_S, MERGED, TOUCHING
from cathartes.location.images.wind.belief import WindBelief
from cathartes.model.location.plume_image import PlumeImage

POOR_LOG_STD = 0.3

_OF_CONDITION = {
    CUT: "Plume {} leaves the image close to its source: little of it is seen, so its interval is "
    "wider, and its rate may still be too low.",
    TOUCHING: "Plume {} touches the border of the image: its rate rests on the part that is seen.",
    MERGED: "Plume {} may be that of two emitters, or has another close beside it: then the rate "
    "is that of both together, and the position that of one of them; its interval is wider.",
}


def warnings_of_wind(belief: WindBelief) -> list[str]:
    """Return what there is to say of a wind."""
    warnings = []
    if belief.given.speed_m_s < LIGHT_WIND_M_S:
        warnings.append(
            f"The wind is light ({belief.given.speed_m_s:.1f} m/s): gas gathers near its source "
            "instead of following the wind, so the position may be worse than stated; the "
            "interval of the rate was made wider."
        )
    if belief.log_speed_std > POOR_LOG_STD:
        warnings.append(
            "The wind speed is poorly known, and the emission rate is wrong in proportion; one "
            "image does not tell how fast gas moves. A wind on site or from the drift of the "
            "plume between two passes would narrow it most."
        )
    return warnings


def warnings_of_plume(number: int, source: PlumeSource, images: Sequence[PlumeImage]) -> list[str]:
    """Return what there is to say of one plume."""
    warnings = []
    if source.is_at_border:
        warnings.append(
            f"Plume {number} begins at the border of the image: its source may be outside, "
            "and what is stated is where it enters."
        )
    warnings += [
        _OF_CONDITION[name].format(number) for name in source.conditions if name in _OF_CONDITION
    ]
    for gas in [image.gas for image in images if image.gas not in source.rates]:
        warnings.append(f"No column of {gas} is known in plume {number}, so no rate is stated.")
    beyond = {name for rate in source.rates.values() for name in rate.beyond}
    if beyond:
        warnings.append(
            f"Plume {number} is outside of what the calibration of rates has seen "
            f"({', '.join(sorted(beyond))}): its rate is extrapolated, and its interval wider; the "
            "position may be worse than stated."
        )
    return warnings

"""Sources from images: emitter, rate, several passes, and wind from the drift of a plume."""

from cathartes.location.images.locate import locate_plume_image
from cathartes.location.images.options import ImageOptions
from cathartes.location.images.passes import ImagePass, combine_passes
from cathartes.location.images.wind.belief import wind_at
from cathartes.location.images.wind.drift import wind_from_drift

__all__ = [
    "ImageOptions",
    "ImagePass",
    "combine_passes",
    "locate_plume_image",
    "wind_at",
    "wind_from_drift",
]

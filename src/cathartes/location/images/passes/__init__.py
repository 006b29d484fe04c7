"""Several passes over the same emitters: one position each, a rate that varies, errors shared."""

from cathartes.location.images.passes.combine import combine_passes
from cathartes.location.images.passes.image_pass import ImagePass

__all__ = ["ImagePass", "combine_passes"]

"""Several passes over the same emitters: one position each, a rate that varies, errors shared."""

from cathartes.location.images.passes.combine import ImagePass, combine_passes

__all__ = ["ImagePass", "combine_passes"]

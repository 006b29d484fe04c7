"""Column maps of plumes, from what ``cathartes detect`` wrote and from rasters of others."""

from cathartes.io.plume_images.detected import read_plume_images
from cathartes.io.plume_images.raster import read_plume_raster

__all__ = ["read_plume_images", "read_plume_raster"]

"""Results of locating as files, and back: ``source.json``, ``source.geojson``, ``posterior.nc``."""

from cathartes.io.results.location.legs_geojson import write_legs_geojson
from cathartes.io.results.location.posterior_netcdf import write_posterior
from cathartes.io.results.location.posterior_reading import read_location, read_posterior
from cathartes.io.results.location.source_geojson import write_source_geojson
from cathartes.io.results.location.source_json import read_source_json, write_source_json

__all__ = [
    "read_location",
    "read_posterior",
    "read_source_json",
    "write_legs_geojson",
    "write_posterior",
    "write_source_geojson",
    "write_source_json",
]

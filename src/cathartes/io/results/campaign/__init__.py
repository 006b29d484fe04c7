"""Results of a campaign as files: ``sites.geojson``, ``sites.gpkg``, ``sites.kmz``, gaps."""

from cathartes.io.results.campaign.gaps_geojson import write_gaps_geojson
from cathartes.io.results.campaign.sites_geojson import write_sites_geojson
from cathartes.io.results.campaign.sites_gpkg import write_sites_gpkg
from cathartes.io.results.campaign.sites_kmz import write_sites_kmz

__all__ = ["write_gaps_geojson", "write_sites_geojson", "write_sites_gpkg", "write_sites_kmz"]

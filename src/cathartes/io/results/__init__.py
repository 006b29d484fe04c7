"""Results of detection as files, and back: ``plumes.geojson`` and ``detection.nc``."""

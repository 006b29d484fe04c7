"""Files that hold a track, a network or a station: GeoPackage and CF NetCDF."""
